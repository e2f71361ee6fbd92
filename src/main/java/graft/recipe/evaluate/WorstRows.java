package graft.recipe.evaluate;

import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.metric.Judged;
import graft.recipe.DataSource;
import graft.spec.job.EvaluationReport.WorstRow;
import graft.spec.job.TaskDefinition;
import graft.table.Row;
import graft.table.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks up what stood in some rows of a file. */
record WorstRows(DataSource file, ColumnMapping columns) {
  private static final int SHOWN = 500;

  /** All that can be said of a picture in a line. */
  private static final String FILE_NAME = "file_name";

  private static final List<Field> READ =
      List.of(
          Field.TEXT,
          Field.TEXT_PAIR,
          Field.TOKENS,
          Field.QUESTION,
          Field.PROMPT,
          Field.MESSAGES,
          Field.SOURCE,
          Field.INSTRUCTION,
          Field.INPUT,
          Field.CONTEXT,
          Field.INPUT_IDS);

  List<WorstRow> of(List<Judged> judged) {
    Map<Long, String> texts =
        texts(judged.stream().map(row -> (long) row.row()).collect(Collectors.toSet()));
    return judged.stream()
        .map(row ->
            new WorstRow(
                row.row(),
                shown(row.gold()),
                shown(row.predicted()),
                row.probability(),
                texts.getOrDefault((long) row.row(), "")))
        .toList();
  }

  private Map<Long, String> texts(Set<Long> rows) {
    Map<Long, String> texts = new HashMap<>();
    try (Table table = Table.open(file.path(), file.filename())) {
      for (long at = 0; texts.size() < rows.size() && table.hasNext(); at++) {
        Row row = table.next();
        if (rows.contains(at)) {
          texts.put(at, text(row));
        }
      }
    }
    return texts;
  }

  /** What the task reads of a row, in the order that people read it. */
  private String text(Row row) {
    if (columns.task().definition().medium() == TaskDefinition.Medium.PICTURES) {
      return row.values().get(FILE_NAME) instanceof String name ? shown(name) : "";
    }
    return shown(
        READ.stream()
            .flatMap(field -> columns.column(field).stream())
            .map(row.values()::get)
            .filter(Objects::nonNull)
            .map(WorstRows::readable)
            .collect(Collectors.joining(" | ")));
  }

  /** Of messages what they say. */
  private static String readable(Object value) {
    return value instanceof List<?> items
            && !items.isEmpty()
            && items.stream().allMatch(Map.class::isInstance)
        ? items.stream()
            .map(item -> (Map<?, ?>) item)
            .flatMap(
                message -> Stream.of("content", "value").map(message::get).filter(Objects::nonNull))
            .map(Object::toString)
            .collect(Collectors.joining(" | "))
        : value.toString();
  }

  private static String shown(String text) {
    return text.codePointCount(0, text.length()) <= SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
  }
}
