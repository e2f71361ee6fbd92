package graft.api.adapter;

import graft.spec.Faults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The names of a head's classes in a form: one part with a JSON array, or with names between
 * commas, or several parts. A name with a comma is written in JSON.
 */
final class LabelsField {
  static final String NAME = "labels";

  private static final String POINTER = "/" + NAME;
  private static final int LONGEST = 200;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<String> parts = new ArrayList<>();

  void add(String part) {
    parts.add(part);
  }

  /** The names in the order of the head's outputs; none if the form has none. */
  List<String> read(Faults faults) {
    int before = faults.all().size();
    List<String> labels = parts.stream().flatMap(part -> names(part, faults)).toList();
    if (!parts.isEmpty() && labels.isEmpty() && faults.all().size() == before) {
      refuse("must name the classes; leave it out to keep the file's names", faults);
    }
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      if (label.isBlank() || label.length() > LONGEST) {
        refuse("names must have 1 to " + LONGEST + " letters, not \"" + cut(label) + "\"", faults);
      } else if (!seen.add(label)) {
        refuse("names must differ, and \"" + label + "\" is there twice", faults);
      }
    }
    return labels;
  }

  private static Stream<String> names(String part, Faults faults) {
    if (!part.stripLeading().matches("(?s)[\\[{].*")) {
      return Stream.of(part.split(",", -1)).map(String::strip);
    }
    try {
      if (JSON.readValue(part, Object.class) instanceof List<?> items
          && items.stream().allMatch(String.class::isInstance)) {
        return items.stream().map(String.class::cast);
      }
    } catch (JacksonException e) {
      // Told below, as it is for a list of other things.
    }
    refuse("must be a JSON array of strings, such as [\"ham\", \"spam\"]", faults);
    return Stream.of();
  }

  private static void refuse(String rule, Faults faults) {
    faults.add(POINTER, "wrong_type", "labels: " + rule);
  }

  private static String cut(String label) {
    return label.length() <= 60 ? label : label.substring(0, 57) + "...";
  }
}
