package graft.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON objects strictly: UTF-8, no attribute twice, nothing after the end. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * Reads the object in a file.
   *
   * @param limit largest size in bytes
   * @throws graft.spec.GraftException if it is larger, or not one JSON object
   */
  public static Map<String, @Nullable Object> readObject(Path file, Origin origin, long limit) {
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
  public static Map<String, @Nullable Object> readObject(byte[] bytes, Origin origin) {
    String text = utf8(ByteBuffer.wrap(bytes), origin);
    origin.require(text.stripLeading().startsWith("{"), "is not a JSON object");
    try {
      return (Map<String, @Nullable Object>) MAPPER.readValue(text, Map.class);
    } catch (JacksonException e) {
      throw origin.fault("is not valid JSON: " + e.getOriginalMessage());
    }
  }

  /** Decodes UTF-8, and refuses what is not. */
  static String utf8(ByteBuffer bytes, Origin origin) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw origin.fault("is not UTF-8");
    }
  }
}
