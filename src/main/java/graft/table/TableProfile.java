package graft.table;

import graft.table.source.TableFault;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is in a file.
 *
 * @param separator the character between fields, where there is one
 * @param rows those that can be read
 * @param labelCounts how often each label occurs, sorted by label; empty where no column is
 *     recognised as the label or it has more than 1000 distinct values
 * @param warnings what a user should look at, though it can be trained on
 * @param faults the first 20, in the order in which reading met them
 * @param faultCount all faults; a lower bound where a fault ended the reading
 */
public record TableProfile(
    TableFormat format,
    Optional<String> separator,
    long rows,
    List<Column> columns,
    Map<String, Long> labelCounts,
    List<String> warnings,
    List<TableFault> faults,
    int faultCount) {
  /** Names by which a label column is recognised, the first one found. */
  public static final List<String> LABEL_COLUMNS =
      List.of("label", "labels", "class", "category", "tags", "ner_tags", "pos_tags");

  public TableProfile {
    columns = List.copyOf(columns);
    labelCounts = Collections.unmodifiableMap(new LinkedHashMap<>(labelCounts));
    warnings = List.copyOf(warnings);
    faults = List.copyOf(faults);
  }

  /** Whether the file can be trained on as far as its form goes. */
  public boolean isValid() {
    return faultCount == 0;
  }

  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }
}
