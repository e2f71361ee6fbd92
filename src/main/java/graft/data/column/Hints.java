package graft.data.column;

import graft.table.Column;
import graft.table.ColumnType;
import graft.table.TableProfile;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the columns of a file that nobody reads may have been meant as.
 *
 * @param found the columns that are read
 */
record Hints(TableProfile profile, Map<Field, String> found) {
  /** Fields that go together; where one is there, the others are looked for. */
  private static final List<List<Field>> FAMILIES =
      List.of(
          List.of(Field.QUESTION, Field.CONTEXT, Field.ANSWERS),
          List.of(Field.TOKENS, Field.TAGS),
          List.of(Field.PROMPT, Field.COMPLETION),
          List.of(Field.SOURCE, Field.TARGET));

  private static final List<Field> OF_TEXT =
      List.of(
          Field.LABEL,
          Field.LABELS,
          Field.SCORE,
          Field.TEXT,
          Field.TEXT_PAIR,
          Field.CHOICES,
          Field.TOKENS,
          Field.TAGS);

  /** Columns that nothing reads, in the file's order. */
  List<Column> unread() {
    return profile.columns().stream()
        .filter(column -> !found.containsValue(column.name()))
        .toList();
  }

  /** The column that was most likely meant by a field. */
  Optional<String> column(Field field) {
    return unread().stream()
        .filter(column -> fits(column, field) && Synonyms.isLike(column.name(), field))
        .map(Column::name)
        .findFirst();
  }

  /** What each such column looks like, by field; each field once. */
  Map<Field, String> all() {
    Map<Field, String> hints = new LinkedHashMap<>();
    for (Column column : unread()) {
      candidates(hints)
          .filter(field -> !found.containsKey(field) && !hints.containsKey(field))
          .filter(field -> fits(column, field) && Synonyms.isLike(column.name(), field))
          .findFirst()
          .ifPresent(field -> hints.put(field, column.name()));
    }
    hints.entrySet().removeIf(hint -> hint.getKey().columns().contains(hint.getValue()));
    return hints;
  }

  /** The fields that go with what is found, or hinted at. */
  private Stream<Field> candidates(Map<Field, String> hints) {
    return found.containsKey(Field.TEXT)
        ? OF_TEXT.stream()
        : FAMILIES.stream()
            .filter(family ->
                family.stream().anyMatch(f -> found.containsKey(f) || hints.containsKey(f)))
            .findFirst()
            .map(Collection::stream)
            .orElseGet(() ->
                Stream.concat(OF_TEXT.stream(), FAMILIES.stream().flatMap(Collection::stream)));
  }

  /** What column could be the label: the only one that is left. */
  Optional<String> only() {
    List<Column> unread = unread();
    Set<ColumnType> scalar = Set.of(ColumnType.STRING, ColumnType.INTEGER, ColumnType.BOOLEAN);
    return unread.size() == 1 && scalar.contains(unread.getFirst().type())
        ? Optional.of(unread.getFirst().name())
        : Optional.empty();
  }

  /** CSV has texts, whatever they look like. */
  private boolean fits(Column column, Field field) {
    boolean isText = profile.format().isText() && field.types().contains(ColumnType.STRING);
    return isText || field.types().contains(column.type());
  }

  /** A job's {@code columns} as JSON. */
  static String asColumns(Map<Field, String> columns) {
    return columns.entrySet().stream()
        .map(entry -> "\"%s\": \"%s\"".formatted(entry.getKey().wireName(), entry.getValue()))
        .collect(Collectors.joining(", ", "\"columns\": {", "}"));
  }
}
