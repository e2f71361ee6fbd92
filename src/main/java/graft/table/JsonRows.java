package graft.table;

import graft.table.source.FaultLog;
import graft.table.source.Lines;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** JSON Lines: one object a line; blank lines are skipped. */
final class JsonRows implements Rows {
  private static final String MARK = "\uFEFF";

  private final Lines lines;
  private final FaultLog faults;
  private final JsonFactory json;

  JsonRows(Lines lines, TableLimits limits, FaultLog faults) {
    this.lines = lines;
    this.faults = faults;
    this.json = JsonValues.factory(limits.maxLineBytes());
  }

  @Override
  public @Nullable Row next() {
    for (String line = lines.next(); line != null; line = lines.next()) {
      // Files that were joined have a mark where each began.
      String text = line.startsWith(MARK) ? line.substring(1) : line;
      if (!text.isBlank() && !lines.isBroken()) {
        Map<String, @Nullable Object> values = read(text);
        if (values != null) {
          return new Row(lines.number(), values);
        }
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private @Nullable Map<String, @Nullable Object> read(String line) {
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), line)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        return refuse(1, "a row must be a JSON object, not " + JsonValues.nameOf(first));
      }
      Map<String, @Nullable Object> values = JsonValues.object(parser);
      TokenStreamLocation end = parser.currentLocation();
      return parser.nextToken() == null
          ? values
          : refuse(end.getColumnNr(), "expected the end of the line behind the object");
    } catch (JsonValues.Refused refused) {
      return refuse(refused.where().getColumnNr(), String.valueOf(refused.getMessage()));
    } catch (JacksonException e) {
      TokenStreamLocation where = e.getLocation();
      return refuse(where == null ? 1 : where.getColumnNr(), JsonValues.explained(e));
    }
  }

  private @Nullable Map<String, @Nullable Object> refuse(int column, String message) {
    faults.add(lines.number(), Math.max(1, column), message);
    return null;
  }
}
