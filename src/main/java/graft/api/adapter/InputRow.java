package graft.api.adapter;

import graft.spec.Faults;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a row that is an object. */
final class InputRow {
  static final Map<String, Object> SCHEMA = schema();

  private final Map<InputMember, Object> given = new EnumMap<>(InputMember.class);
  private final String pointer;
  private final Faults faults;

  private InputRow(String pointer, Faults faults) {
    this.pointer = pointer;
    this.faults = faults;
  }

  /** The row's members by name; what it lacks or has too much is a fault. */
  static Map<String, Object> read(Map<?, ?> object, String pointer, Faults faults) {
    InputRow row = new InputRow(pointer, faults);
    object.forEach((key, value) -> {
      if (value != null) {
        row.add(key.toString(), value);
      }
    });
    row.requireOneForm();
    row.requireShapes();
    Map<String, Object> members = new LinkedHashMap<>();
    row.given.forEach((member, value) -> members.put(member.attribute(), value));
    return members;
  }

  private void add(String name, Object value) {
    Optional<InputMember> known =
        Stream.of(InputMember.values())
            .filter(member -> member.attribute().equals(name))
            .findFirst();
    known.ifPresentOrElse(
        member -> {
          given.put(member, value);
          if (!member.isFitting(value)) {
            faults.add(at(member), "wrong_type", member.expected());
          }
        },
        () ->
            Inputs.unknown(
                pointer + "/" + name, name, Arrays.asList(InputMember.values()), faults));
  }

  private void requireOneForm() {
    List<InputForm> forms = InputForm.of(given.keySet());
    if (forms.size() > 1) {
      faults.add(
          pointer,
          "given_twice",
          "an input has the members of one form, not some of each: "
              + forms.stream()
                  .map(form -> String.join(", ", form.names()))
                  .collect(Collectors.joining("; or ")));
      return;
    }
    InputForm form = forms.isEmpty() ? InputForm.TEXTS : forms.getFirst();
    form.required().stream()
        .filter(member -> !given.containsKey(member))
        .forEach(member -> faults.add(at(member), "missing", member.attribute() + " is required"));
  }

  private void requireShapes() {
    if (given.get(InputMember.INPUT_IDS) instanceof List<?> ids) {
      Stream.of(InputMember.ATTENTION_MASK, InputMember.TOKEN_TYPE_IDS)
          .filter(member -> given.get(member) instanceof List<?> list && list.size() != ids.size())
          .forEach(member ->
              faults.add(
                  at(member),
                  "wrong_type",
                  "%s must be shaped as input_ids: %d, not %d"
                      .formatted(
                          member.attribute(),
                          ids.size(),
                          ((List<?>) Objects.requireNonNull(given.get(member))).size())));
    }
  }

  private String at(InputMember member) {
    return pointer + "/" + member.attribute();
  }

  private static Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (InputMember member : InputMember.values()) {
      properties.put(member.attribute(), member.schema());
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("title", "InputRow");
    schema.put("type", "object");
    schema.put("description", "A row by the members of one form: " + forms());
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    return schema;
  }

  private static String forms() {
    return Stream.of(InputForm.values())
        .map(form -> String.join(", ", form.names()))
        .collect(Collectors.joining("; or "));
  }
}
