package graft.recipe.local;

import graft.format.FileStamp;
import graft.recipe.ModelSource;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A base model's files as they were before something long was computed with them. They are mapped,
 * so what overwrites them in place changes the weights under a training's hands.
 */
record ModelInUse(ModelSource model, Map<Path, FileStamp> files) {
  static ModelInUse begin(ModelSource model) {
    return new ModelInUse(model, stamps(model.directory()));
  }

  /**
   * Refuses what was computed of two models' bytes.
   *
   * @throws GraftException {@code INVALID_MODEL} if a file was overwritten since
   */
  void end() {
    Map<Path, FileStamp> now = stamps(model.directory());
    files.forEach((file, stamp) -> {
      FileStamp later = now.get(file);
      if (later != null && stamp.wasOverwritten(later)) {
        throw new GraftException(
            ErrorCode.INVALID_MODEL,
            "%s of base model %s was overwritten while it was in use, so that the result is of neither; put new files in place by renaming them, and run this again"
                .formatted(file.getFileName(), model.name()));
      }
    });
  }

  private static Map<Path, FileStamp> stamps(Path directory) {
    Map<Path, FileStamp> stamps = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        stamps.put(file, FileStamp.of(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stamps;
  }
}
