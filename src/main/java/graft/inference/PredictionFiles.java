package graft.inference;

import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.catalog.file.Upload;
import graft.spec.EvaluationId;
import graft.spec.FileId;
import graft.spec.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps the answers of evaluations, row by row, as files of their owner. */
public record PredictionFiles(DataFiles files) {
  /**
   * @param answers CSV with a line of names
   * @return empty if there is no row
   */
  public Optional<FileId> keep(Owner owner, EvaluationId id, Path answers) {
    try (InputStream body = Files.newInputStream(answers)) {
      if (!hasRows(answers)) {
        return Optional.empty();
      }
      try (Upload upload = files.receive("predictions-" + id + ".csv", body)) {
        return Optional.of(files.keep(owner, upload, FilePurpose.FINE_TUNE_RESULTS).id());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasRows(Path answers) throws IOException {
    try (var lines = Files.lines(answers)) {
      return lines.limit(2).count() == 2;
    }
  }
}
