package graft.recipe.local;

import graft.format.FileStamp;
import graft.recipe.ModelSource;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.SortedMap;

/**
 * A base model's files as they were before something long was computed with them. They are mapped,
 * so what overwrites them in place changes the weights under a training's hands.
 *
 * @param files by name
 */
record ModelInUse(ModelSource model, SortedMap<String, FileStamp> files) {
  static ModelInUse begin(ModelSource model) {
    return new ModelInUse(model, FileStamp.ofFiles(model.directory()));
  }

  /**
   * Refuses what was computed of two models' bytes.
   *
   * @throws GraftException {@code INVALID_MODEL} if a file was overwritten since
   */
  void end() {
    SortedMap<String, FileStamp> now = FileStamp.ofFiles(model.directory());
    files.forEach((file, stamp) -> {
      FileStamp later = now.get(file);
      if (later != null && stamp.wasOverwritten(later)) {
        throw new GraftException(
            ErrorCode.INVALID_MODEL,
            "%s of base model %s was overwritten while it was in use, so that the result is of neither; put new files in place by renaming them, and run this again"
                .formatted(file, model.name()));
      }
    });
  }
}
