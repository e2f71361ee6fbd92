package graft.api.adapter;

import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rows to predict: each a text or an object of {@link InputMember members}, or all together one
 * object with columns of ready token ids or of pixels.
 */
record Inputs(List<Map<String, Object>> rows) implements JsonValue {
  /** The columns are only described: generators of clients cannot tell a list from an object. */
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          "array",
          "items",
          Map.of(
              "title",
              "Input",
              "description",
              "A text, or a row by its members",
              "oneOf",
              List.of(Map.of("type", "string"), InputRow.SCHEMA)));

  static final int MOST = 1024;

  public static Inputs read(Object json) {
    Faults faults = new Faults();
    List<Map<String, Object>> rows =
        switch (json) {
          case List<?> items -> rows(items, faults);
          case Map<?, ?> columns -> InputColumns.read(columns, faults);
          default -> throw new IllegalArgumentException("a list of rows or an object of columns");
        };
    if (faults.isEmpty() && (rows.isEmpty() || rows.size() > MOST)) {
      faults.add("", "out_of_range", "inputs must have 1 to " + MOST + " rows, not " + rows.size());
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return new Inputs(List.copyOf(rows));
  }

  private static List<Map<String, Object>> rows(List<?> items, Faults faults) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String pointer = "/" + i;
      switch (items.get(i)) {
        case String text -> rows.add(Map.of(InputMember.TEXT.attribute(), text));
        case Map<?, ?> object -> rows.add(InputRow.read(object, pointer, faults));
        case null, default ->
            faults.add(pointer, "wrong_type", "an input must be a text or an object");
      }
    }
    return rows;
  }

  static void unknown(String pointer, String name, List<InputMember> known, Faults faults) {
    List<String> names = known.stream().map(InputMember::attribute).toList();
    faults.add(pointer, "unknown_attribute", "unknown attribute " + name + "; known are " + names);
  }

  @Override
  public Object json() {
    return rows;
  }
}
