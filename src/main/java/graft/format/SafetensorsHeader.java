package graft.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON header of a safetensors file: what tensors there are, and where their bytes begin and
 * end, counted from the end of the header.
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";
  private static final JsonFactory JSON = new JsonFactory();

  @SuppressWarnings("ArrayRecordComponent") // lives only while a file is opened
  record Entry(String name, DType dtype, long[] shape, long begin, long end) {}

  /**
   * Reads the header's text; what it says is checked against {@code dataBytes}, the size of the
   * data that follows it.
   *
   * @throws graft.spec.GraftException naming the first fault and its tensor
   */
  static SafetensorsHeader parse(String text, long dataBytes, FileContext origin) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      SafetensorsHeader header = new Parser(json, origin).header();
      SafetensorsLayout.check(header.entries.values(), dataBytes, origin);
      return header;
    } catch (JacksonException e) {
      throw origin.fault("the header is not valid JSON" + Json.reason(e));
    }
  }

  private record Parser(JsonParser json, FileContext origin) {
    SafetensorsHeader header() {
      origin.require(json.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object");
      Map<String, Entry> entries = new LinkedHashMap<>();
      Map<String, String> metadata = null;
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        if (name.equals(METADATA)) {
          origin.require(metadata == null, METADATA + " occurs twice");
          metadata = metadata();
        } else if (entries.put(name, entry(name)) != null) {
          throw origin.fault(name, "is declared twice");
        }
      }
      origin.require(json.nextToken() == null, "there is more after the header's object");
      return new SafetensorsHeader(entries, metadata == null ? Map.of() : metadata);
    }

    private Map<String, String> metadata() {
      Map<String, String> metadata = new LinkedHashMap<>();
      origin.require(
          json.nextToken() == JsonToken.START_OBJECT, METADATA + " is not a JSON object");
      for (String key = json.nextName(); key != null; key = json.nextName()) {
        origin.require(
            json.nextToken() == JsonToken.VALUE_STRING,
            METADATA + " value of " + FileContext.printable(key) + " is not a string");
        origin.require(
            metadata.put(key, json.getString()) == null,
            METADATA + " has " + FileContext.printable(key) + " twice");
      }
      return metadata;
    }

    private Entry entry(String tensor) {
      require(json.nextToken() == JsonToken.START_OBJECT, tensor, "is not a JSON object");
      DType dtype = null;
      long[] shape = null;
      long[] offsets = null;
      for (String key = json.nextName(); key != null; key = json.nextName()) {
        switch (key) {
          case "dtype" -> dtype = once(dtype, dtype(tensor), tensor, key);
          case "shape" -> shape = once(shape, numbers(tensor, key), tensor, key);
          case "data_offsets" -> offsets = once(offsets, numbers(tensor, key), tensor, key);
          default -> throw origin.fault(tensor, "unknown attribute " + FileContext.printable(key));
        }
      }
      if (dtype == null || shape == null || offsets == null) {
        throw origin.fault(
            tensor, "dtype, shape and data_offsets are needed, at least one is missing");
      }
      require(offsets.length == 2, tensor, "data_offsets has %d numbers, not 2", offsets.length);
      return new Entry(tensor, dtype, shape, offsets[0], offsets[1]);
    }

    private DType dtype(String tensor) {
      require(json.nextToken() == JsonToken.VALUE_STRING, tensor, "dtype is not a string");
      Optional<DType> dtype = DType.named(json.getString());
      return dtype.orElseThrow(
          () -> origin.fault(tensor, "unknown dtype " + FileContext.printable(json.getString())));
    }

    private long[] numbers(String tensor, String key) {
      require(json.nextToken() == JsonToken.START_ARRAY, tensor, "%s is not a list", key);
      List<Long> numbers = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        numbers.add(number(tensor, key));
      }
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private long number(String tensor, String key) {
      require(
          json.currentToken() == JsonToken.VALUE_NUMBER_INT,
          tensor,
          "%s holds something that is not a whole number",
          key);
      require(
          json.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
          tensor,
          "a number in %s does not fit 64 bits",
          key);
      long number = json.getLongValue();
      require(number >= 0, tensor, "%s holds the negative number %d", key, number);
      return number;
    }

    private <T> T once(@Nullable T before, T value, String tensor, String key) {
      require(before == null, tensor, "%s occurs twice", key);
      return value;
    }

    private void require(boolean holds, String tensor, String fact, Object... arguments) {
      if (!holds) {
        throw origin.fault(tensor, fact.formatted(arguments));
      }
    }
  }
}
