package graft.table;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** JSON Lines: one object a line; blank lines are skipped. */
final class JsonRows implements Rows {
  private static final int MAX_DEPTH = 64;
  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build());
  private static final ObjectReader OBJECT =
      JSON.readerFor(new TypeReference<LinkedHashMap<String, @Nullable Object>>() {})
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Lines lines;
  private final FaultLog faults;

  JsonRows(Lines lines, FaultLog faults) {
    this.lines = lines;
    this.faults = faults;
  }

  @Override
  public @Nullable Row next() {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank()) {
        Map<String, @Nullable Object> values = read(line);
        if (values != null) {
          return new Row(lines.number(), values);
        }
      }
    }
    return null;
  }

  private @Nullable Map<String, @Nullable Object> read(String line) {
    try (JsonParser parser = JSON.createParser(line)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        return refuse(1, "a row must be a JSON object, not " + nameOf(first));
      }
      Map<String, @Nullable Object> values = OBJECT.readValue(parser);
      TokenStreamLocation end = parser.currentLocation();
      return parser.nextToken() == null
          ? values
          : refuse(end.getColumnNr(), "expected the end of the line behind the object");
    } catch (JacksonException e) {
      TokenStreamLocation where = e.getLocation();
      return refuse(where == null ? 1 : where.getColumnNr(), explained(e));
    }
  }

  private @Nullable Map<String, @Nullable Object> refuse(int column, String message) {
    faults.add(lines.number(), Math.max(1, column), message);
    return null;
  }

  /** The parser's own words, without its advice on Java switches. */
  private static String explained(JacksonException e) {
    return "not valid JSON: "
        + e.getOriginalMessage()
            .replaceAll(", from `[^`]*`", "")
            .replaceAll(": enable `[^`]*` to allow", " is not allowed");
  }

  private static String nameOf(@Nullable JsonToken token) {
    return switch (token) {
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      case null, default -> "something else";
    };
  }
}
