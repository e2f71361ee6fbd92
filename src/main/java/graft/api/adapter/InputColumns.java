package graft.api.adapter;

import graft.spec.Faults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one object of columns: lists of ready ids or of pictures, with an item for each row. */
final class InputColumns {
  private final Map<?, ?> columns;
  private final Faults faults;
  private final List<Map<String, Object>> rows = new ArrayList<>();

  private InputColumns(Map<?, ?> columns, Faults faults) {
    this.columns = columns;
    this.faults = faults;
  }

  static List<Map<String, Object>> read(Map<?, ?> columns, Faults faults) {
    return new InputColumns(columns, faults).rows();
  }

  private List<Map<String, Object>> rows() {
    InputForm form =
        columns.containsKey(InputMember.PIXEL_VALUES.attribute())
            ? InputForm.PIXELS
            : InputForm.IDS;
    InputMember first = form.required().getFirst();
    List<?> items = items(first);
    if (items == null) {
      faults.add("/" + first.attribute(), "missing", mustBe(first));
    } else {
      items.forEach(item -> rows.add(new LinkedHashMap<>(Map.of(first.attribute(), item))));
    }
    columns.keySet().stream()
        .map(Object::toString)
        .filter(name -> !form.names().contains(name))
        .forEach(name -> Inputs.unknown("/" + name, name, form.members(), faults));
    form.members().stream()
        .filter(member -> member != first && columns.get(member.attribute()) != null)
        .forEach(this::add);
    return rows;
  }

  private void add(InputMember member) {
    List<?> items = items(member);
    if (items == null || items.size() != rows.size() || !areShaped(member, items)) {
      faults.add("/" + member.attribute(), "wrong_type", mustBe(member));
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).put(member.attribute(), items.get(i));
    }
  }

  private @Nullable List<?> items(InputMember member) {
    return columns.get(member.attribute()) instanceof List<?> items
            && items.stream().allMatch(member::isFitting)
        ? items
        : null;
  }

  private boolean areShaped(InputMember member, List<?> items) {
    String ids = InputMember.INPUT_IDS.attribute();
    for (int i = 0; i < items.size(); i++) {
      if (member != InputMember.DECODER_INPUT_IDS
          && ((List<?>) items.get(i)).size()
              != ((List<?>) Objects.requireNonNull(rows.get(i).get(ids))).size()) {
        return false;
      }
    }
    return true;
  }

  private static String mustBe(InputMember member) {
    return member.attribute()
        + switch (member) {
          case PIXEL_VALUES ->
              " must be a list with the channels of each picture, lists of rows of numbers";
          case INPUT_IDS -> " must be a list with a list of ids for each row";
          case DECODER_INPUT_IDS -> " must be a list with a list of ids for each row of input_ids";
          default -> " must be shaped as input_ids";
        };
  }
}
