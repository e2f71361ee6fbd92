package graft.recipe.evaluate;

import graft.metric.Judged;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows with their gold and predicted answers as CSV (RFC 4180). */
record PredictionsFile(List<Judged> rows) {
  void write(Path file) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("row,gold,predicted,probability\n");
      for (Judged row : rows) {
        String line =
            Stream.of(
                    String.valueOf(row.row()),
                    row.gold(),
                    row.predicted(),
                    row.probability().map(String::valueOf).orElse(""))
                .map(PredictionsFile::cell)
                .collect(Collectors.joining(","));
        out.write(line + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String cell(String text) {
    boolean isPlain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
