package graft.job.metric;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The series of a job as one table: a row for each step, empty cells where nothing was measured.
 */
public final class MetricsTable {
  private MetricsTable() {}

  /**
   * CSV with a header row: {@code step,train_loss,…}, then the other series by name. {@code loss}
   * is the loss of a training step, which OpenAI's result files call {@code train_loss}.
   */
  public static String csv(List<MetricPoint> points) {
    SortedSet<String> names = new TreeSet<>();
    Map<Integer, Map<String, Double>> steps = new TreeMap<>();
    for (MetricPoint point : points) {
      if (!point.name().equals("loss")) {
        names.add(point.name());
      }
      steps.computeIfAbsent(point.step(), _ -> new TreeMap<>()).put(point.name(), point.value());
    }
    List<String> columns = new ArrayList<>(List.of("loss"));
    columns.addAll(names);
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord(header(columns));
      steps.forEach((step, values) -> csv.writeRecord(row(step, values, columns)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static List<String> header(List<String> columns) {
    List<String> header = new ArrayList<>(List.of("step", "train_loss"));
    header.addAll(columns.subList(1, columns.size()));
    return header;
  }

  private static List<String> row(int step, Map<String, Double> values, List<String> columns) {
    List<String> row = new ArrayList<>(List.of(Integer.toString(step)));
    for (String column : columns) {
      Double value = values.get(column);
      row.add(value == null || !Double.isFinite(value) ? "" : value.toString());
    }
    return row;
  }
}
