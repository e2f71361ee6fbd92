package graft.data;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.table.Row;
import graft.table.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a file of labelled texts into memory, tokenized. */
public final class LabelledTexts {
  private static final int MAX_ROWS = 20_000_000;

  private LabelledTexts() {}

  /**
   * Reads every row.
   *
   * @param filename as the user knows it
   * @param attribute the request's attribute that names the file: {@code training_file}
   * @throws GraftException {@link ErrorCode#INVALID_FILE} for a missing column, a missing value or
   *     a label that is not among {@code labels}, with its line
   */
  public static List<LabelledText> read(
      Path file,
      String filename,
      String attribute,
      Map<String, String> mapping,
      List<String> labels,
      Tokenization tokenization) {
    List<LabelledText> rows = new ArrayList<>();
    try (Table table = Table.open(file, filename)) {
      @Nullable TextColumns columns = null;
      while (table.hasNext()) {
        Row row = table.next();
        columns = columns == null ? columns(row, mapping, attribute) : columns;
        rows.add(read(row, columns, attribute, labels, tokenization));
        if (rows.size() > MAX_ROWS) {
          throw fault(attribute, "too_large", "has more than " + MAX_ROWS + " rows");
        }
      }
    }
    return rows;
  }

  private static TextColumns columns(Row row, Map<String, String> mapping, String attribute) {
    Faults faults = new Faults();
    Optional<TextColumns> columns =
        TextColumns.find(mapping, row.values().keySet(), true, "/" + attribute, faults);
    faults.throwIfAny(ErrorCode.INVALID_FILE);
    return columns.orElseThrow();
  }

  private static LabelledText read(
      Row row,
      TextColumns columns,
      String attribute,
      List<String> labels,
      Tokenization tokenization) {
    String label = value(row, columns.label().orElseThrow(), attribute);
    int index = labels.indexOf(label);
    if (index < 0) {
      throw fault(
          attribute,
          "unknown_label",
          "line " + row.line() + ": label " + label + " is not one of " + labels);
    }
    Optional<String> pair = columns.pair().map(name -> value(row, name, attribute));
    return new LabelledText(
        tokenization.encode(value(row, columns.text(), attribute), pair), index);
  }

  private static String value(Row row, String column, String attribute) {
    Object value = row.values().get(column);
    if (value == null || value instanceof List || value instanceof Map) {
      throw fault(
          attribute,
          "wrong_type",
          "line " + row.line() + ": " + column + " must be a text, found " + value);
    }
    return value.toString();
  }

  private static GraftException fault(String attribute, String code, String message) {
    return new GraftException(
        ErrorCode.INVALID_FILE, new Fault("/" + attribute, code, attribute + " " + message));
  }
}
