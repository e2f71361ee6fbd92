package graft.table;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How rows are written as text. */
sealed interface RowText {
  JsonMapper JSON = new JsonMapper();

  /** What stands before the rows. */
  String head();

  String line(Row row);

  /** JSON Lines. */
  record Json() implements RowText {
    @Override
    public String head() {
      return "";
    }

    @Override
    public String line(Row row) {
      return JSON.writeValueAsString(row.values()) + "\n";
    }
  }

  /** CSV as RFC 4180 says; lists and objects as JSON. */
  record Csv(List<String> columns) implements RowText {
    @Override
    public String head() {
      return columns.stream().map(Csv::quoted).collect(Collectors.joining(",")) + "\n";
    }

    @Override
    public String line(Row row) {
      return columns.stream()
              .map(column -> cell(row.values().get(column)))
              .collect(Collectors.joining(","))
          + "\n";
    }

    private static String cell(@Nullable Object value) {
      return switch (value) {
        case null -> "";
        case String text -> quoted(text);
        default -> quoted(JSON.writeValueAsString(value));
      };
    }

    /** Always quoted, so that a row of one empty cell is no blank line. */
    private static String quoted(String text) {
      return '"' + text.replace("\"", "\"\"") + '"';
    }
  }
}
