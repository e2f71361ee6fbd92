package graft.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads JSON objects strictly (UTF-8, no attribute twice, nothing after the end), and writes them
 * as Python's {@code json.dumps} does, so that a file that only passes through keeps its bytes.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Names of switches and classes of the parser. */
  private static final Pattern FOR_PROGRAMMERS =
      Pattern.compile(
          ": enable `.*|, from `[^`]*`| \\([a-z ]* at \\[Source: [^\\]]*]\\)| ?\\[Source: [^\\]]*]");

  /** {@code indent=2, sort_keys=True}, ASCII. */
  private static final ObjectWriter SORTED =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .addModule(new SimpleModule().addSerializer(Double.class, new PythonFloat()))
          .build()
          .writer()
          .with(indented());

  /** The byte-order mark. */
  private static final String MARK = "\uFEFF";

  private Json() {}

  /**
   * Reads the object in a file.
   *
   * @param limit largest size in bytes
   * @throws graft.spec.GraftException if it is larger, or not one JSON object
   */
  public static Map<String, @Nullable Object> readObject(
      Path file, FileContext origin, long limit) {
    try {
      long size = Files.size(file);
      origin.require(size <= limit, "has " + size + " bytes, more than " + limit);
      return readObject(Files.readAllBytes(file), origin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the object in {@code bytes}. */
  @SuppressWarnings("unchecked") // what Jackson makes of an object has string keys
  public static Map<String, @Nullable Object> readObject(byte[] bytes, FileContext origin) {
    String text = utf8(ByteBuffer.wrap(bytes), origin);
    if (!text.stripLeading().startsWith("{")) {
      throw origin.fault(
          FileKind.of(Arrays.copyOf(bytes, Math.min(bytes.length, FileKind.HEAD)))
              .filter(kind -> kind != FileKind.TEXT && kind != FileKind.JSON)
              .map(kind -> "is %s, not a JSON object".formatted(kind.description()))
              .orElse("is not a JSON object"));
    }
    try {
      return (Map<String, @Nullable Object>) MAPPER.readValue(text, Map.class);
    } catch (JacksonException e) {
      throw origin.fault("is not valid JSON" + reason(e));
    }
  }

  /**
   * Why a text is no JSON and where, after a colon, without what the parser says to programmers.
   */
  public static String reason(JacksonException failure) {
    TokenStreamLocation at = failure.getLocation();
    String place =
        at == null || at.getLineNr() < 1
            ? ""
            : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    return ": " + FOR_PROGRAMMERS.matcher(failure.getOriginalMessage()).replaceAll("") + place;
  }

  /** An object as UTF-8: keys sorted at every level, indented by two. */
  public static byte[] sorted(Map<String, ? extends @Nullable Object> object) {
    return SORTED.writeValueAsBytes(object);
  }

  /** An object as UTF-8: keys in the order that the map has, on one line. */
  public static byte[] compact(Map<String, ? extends @Nullable Object> object) {
    return MAPPER.writeValueAsBytes(object);
  }

  private static PrettyPrinter indented() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    return printer.withArrayIndenter(indenter).withObjectIndenter(indenter);
  }

  /** Floats as Python prints them: 0.0001 and 1.0, with an exponent only beyond. */
  private static final class PythonFloat extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializationContext context) {
      double size = Math.abs(value);
      if (value == 0 || (size >= 1e-4 && size < 1e16)) {
        String plain = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        json.writeNumber(plain.contains(".") ? plain : plain + ".0");
      } else {
        json.writeNumber(value);
      }
    }
  }

  /** Decodes UTF-8, with a byte-order mark or without, and refuses what is not. */
  static String utf8(ByteBuffer bytes, FileContext origin) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
      return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    } catch (CharacterCodingException e) {
      byte[] head = new byte[Math.min(bytes.remaining(), FileKind.HEAD)];
      bytes.get(bytes.position(), head);
      throw origin.fault(
          FileKind.of(head)
              .filter(kind -> kind != FileKind.TEXT)
              .map(kind -> "is %s, not UTF-8".formatted(kind.description()))
              .orElse("is not UTF-8"));
    }
  }
}
