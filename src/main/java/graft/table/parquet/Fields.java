package graft.table.parquet;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A thrift struct: its fields by their numbers. */
record Fields(Map<Integer, Object> values) {
  boolean has(int id) {
    return values.containsKey(id);
  }

  long number(int id) {
    return number(id, 0);
  }

  long number(int id, long absent) {
    return get(id, Long.class).orElse(absent);
  }

  /** A number that must fit an int, such as an index. */
  int small(int id) {
    long number = number(id);
    ParquetException.require(
        number == (int) number, "its footer holds the number " + number + " where none fits");
    return (int) number;
  }

  boolean flag(int id, boolean absent) {
    return get(id, Boolean.class).orElse(absent);
  }

  String text(int id) {
    return get(id, byte[].class).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
  }

  Optional<Fields> fields(int id) {
    return get(id, Fields.class);
  }

  /** A list of structs; empty if there is none. */
  List<Fields> list(int id) {
    List<?> items = get(id, List.class).orElse(List.of());
    ParquetException.require(
        items.stream().allMatch(Fields.class::isInstance), "its footer cannot be read");
    return items.stream().map(Fields.class::cast).toList();
  }

  @SuppressWarnings("unchecked")
  private <T> Optional<T> get(int id, Class<T> type) {
    Object value = values.get(id);
    ParquetException.require(
        value == null || type.isInstance(value), "its footer has a field of the wrong type");
    return Optional.ofNullable((T) value);
  }
}
