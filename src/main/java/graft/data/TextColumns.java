package graft.data;

import graft.spec.Faults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns of a file a text classification reads.
 *
 * @param text the first or only text
 * @param pair the second text
 * @param label the class, where the rows are labelled
 */
public record TextColumns(String text, Optional<String> pair, Optional<String> label) {
  private static final String TEXT = "text";
  private static final String PAIR = "text_pair";
  private static final String LABEL = "label";
  private static final Map<String, List<String>> SPELLINGS =
      Map.of(
          TEXT, List.of("text", "sentence", "text_a", "sentence1", "premise", "content", "review"),
          PAIR, List.of("text_pair", "text_b", "sentence2", "hypothesis"),
          LABEL, List.of("label", "class", "category"));

  /**
   * Finds the columns by the job's mapping, else by name.
   *
   * @param mapping the data's column for {@code text}, {@code text_pair} and {@code label}
   * @param present the columns that the file has
   * @param pointer where in the request a missing column is reported
   */
  public static Optional<TextColumns> find(
      Map<String, String> mapping,
      Set<String> present,
      boolean isLabelled,
      String pointer,
      Faults faults) {
    Faults own = new Faults();
    mapping.forEach((attribute, column) -> check(attribute, column, present, own));
    Optional<String> text = column(TEXT, mapping, present);
    Optional<String> label = column(LABEL, mapping, present);
    if (text.isEmpty()) {
      own.add(pointer, "missing_column", "the data has no column text; it has " + present);
    }
    if (isLabelled && label.isEmpty()) {
      own.add(pointer, "missing_column", "the data has no column label; it has " + present);
    }
    faults.addAll(own.all());
    return own.isEmpty()
        ? text.map(name -> new TextColumns(name, column(PAIR, mapping, present), label))
        : Optional.empty();
  }

  private static void check(String attribute, String column, Set<String> present, Faults faults) {
    if (!SPELLINGS.containsKey(attribute)) {
      faults.add(
          "/columns/" + attribute,
          "unknown_attribute",
          "this task reads "
              + SPELLINGS.keySet().stream().sorted().toList()
              + ", not "
              + attribute);
    } else if (!present.contains(column)) {
      faults.add(
          "/columns/" + attribute,
          "missing_column",
          "the data has no column " + column + "; it has " + present);
    }
  }

  private static Optional<String> column(
      String attribute, Map<String, String> mapping, Set<String> present) {
    String mapped = mapping.get(attribute);
    if (mapped != null) {
      return Optional.of(mapped).filter(present::contains);
    }
    return SPELLINGS.getOrDefault(attribute, List.of()).stream()
        .filter(present::contains)
        .findFirst();
  }
}
