package graft.table;

import graft.table.source.BrokenContentException;
import graft.table.source.FaultLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;

/**
 * JSON over any number of lines: one array of rows, the array {@code data} of one object, or one
 * object after the other. Nothing can be read behind a fault.
 */
final class JsonDocumentRows implements Rows {
  /** Of the members before the rows. */
  private static final String ROWS = "data";

  private final RowMeter meter;
  private final FaultLog faults;
  private final JsonParser parser;
  private final boolean isWrapped;
  private boolean isBegun;
  private boolean isArray;

  /**
   * @param isWrapped whether the rows are the member {@code data} of an object
   */
  JsonDocumentRows(InputStream in, boolean isWrapped, TableLimits limits, FaultLog faults) {
    this.meter = new RowMeter(in, limits.maxLineBytes());
    this.faults = faults;
    this.isWrapped = isWrapped;
    this.parser =
        JsonValues.factory(limits.maxLineBytes()).createParser(ObjectReadContext.empty(), meter);
  }

  @Override
  public @Nullable Row next() {
    if (faults.isFull()) {
      return null;
    }
    try {
      return read();
    } catch (JsonValues.Refused refused) {
      return refuse(refused.where(), String.valueOf(refused.getMessage()));
    } catch (JacksonIOException e) {
      if (e.getCause() instanceof BrokenContentException broken) {
        return refuse(parser.currentLocation(), broken.reason());
      }
      throw new UncheckedIOException(e.getCause());
    } catch (JacksonException e) {
      return refuse(e.getLocation(), JsonValues.explained(e));
    }
  }

  @Override
  public void close() throws IOException {
    meter.close();
  }

  private @Nullable Row read() {
    if (!isBegun) {
      isBegun = true;
      isArray = begin();
    } else {
      parser.nextToken();
    }
    JsonToken token = parser.currentToken();
    if (token == null) {
      return null;
    }
    if (isArray && token == JsonToken.END_ARRAY) {
      finish();
      return null;
    }
    if (token != JsonToken.START_OBJECT) {
      String found = "a row must be a JSON object, not " + JsonValues.nameOf(token);
      return refuse(parser.currentTokenLocation(), found);
    }
    long line = parser.currentTokenLocation().getLineNr();
    meter.begin();
    Map<String, @Nullable Object> values = JsonValues.object(parser);
    return new Row(line, values);
  }

  /** Goes to the first row; whether the rows are in an array. */
  private boolean begin() {
    JsonToken first = parser.nextToken();
    while (isWrapped && first != null) {
      first = parser.nextToken();
      boolean isHere = first == JsonToken.PROPERTY_NAME && parser.currentName().equals(ROWS);
      parser.nextToken();
      if (isHere) {
        break;
      }
      parser.skipChildren();
    }
    boolean isInArray = parser.currentToken() == JsonToken.START_ARRAY;
    if (isInArray) {
      parser.nextToken();
    }
    return isInArray;
  }

  /** What stands behind the rows. */
  private void finish() {
    if (isWrapped) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        parser.nextToken();
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      refuse(parser.currentTokenLocation(), "expected the end of the file behind the rows");
    }
  }

  private @Nullable Row refuse(@Nullable TokenStreamLocation where, String message) {
    int line = where == null ? 1 : where.getLineNr();
    int column = where == null ? 1 : where.getColumnNr();
    faults.addLast(Math.max(1, line), Math.max(1, column), message);
    return null;
  }
}
