package graft.table;

import graft.table.source.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON values one by one, refusing what no row can hold. */
final class JsonValues {
  private static final int MAX_DEPTH = 64;
  private static final Pattern SWITCHES =
      Pattern.compile(
          " ?\\(start marker at [^)]*\\)\\)?|\\[?Source: [^\\]]*\\]?|, from `[^`]*`"
              + "| \\(from `[^`]*`\\)| ?\\(code \\d+\\)|CTRL-CHAR, ");

  /** Words of the parser that are about itself. */
  private static final Pattern OWN = Pattern.compile("Feature|REDACTED|`|Constraints|line: ");

  private JsonValues() {}

  /** A value that is JSON and cannot be kept. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TokenStreamLocation where;

    Refused(String message, TokenStreamLocation where) {
      super(message);
      this.where = where;
    }

    TokenStreamLocation where() {
      return where;
    }
  }

  /**
   * @param mostString most characters of a text
   */
  static JsonFactory factory(int mostString) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(mostString)
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build();
  }

  /** The object whose opening brace was read last, to its closing one. */
  static Map<String, @Nullable Object> object(JsonParser parser) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = checked(parser, parser.currentName());
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  /** The value whose first token was read last. */
  static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> checked(parser, parser.getString());
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> null;
    };
  }

  private static List<@Nullable Object> list(JsonParser parser) {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return items;
  }

  private static double number(JsonParser parser) {
    double number = parser.getDoubleValue();
    if (Double.isInfinite(number)) {
      throw new Refused(
          "the number " + parser.getString() + " is too large", parser.currentTokenLocation());
    }
    return number;
  }

  private static String checked(JsonParser parser, String text) {
    OptionalInt flaw = Texts.flaw(text);
    if (flaw.isPresent()) {
      throw new Refused(
          Texts.explained(text.charAt(flaw.getAsInt())), parser.currentTokenLocation());
    }
    return text;
  }

  /** What is wrong, in the parser's words as far as they are about the text. */
  static String explained(JacksonException e) {
    String words = SWITCHES.matcher(e.getOriginalMessage()).replaceAll("");
    words = words.replaceAll(": enable `[^`]*` to allow", " is not allowed; write null");
    if (words.contains("UTF-8")) {
      return "expected UTF-8, found bytes that are none: save the file as UTF-8";
    }
    return OWN.matcher(words).find() ? "not valid JSON" : "not valid JSON: " + words.strip();
  }

  static String nameOf(@Nullable JsonToken token) {
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
