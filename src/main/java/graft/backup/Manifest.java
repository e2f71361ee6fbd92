package graft.backup;

import graft.cli.CannotStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is in a backup. Written last.
 *
 * @param format of the backup itself
 * @param schema the last migration that the database had
 * @param madeAt in ISO 8601
 * @param files everything in the directory, with paths relative to it
 * @param leftOut base models that are not in it, by name
 */
record Manifest(int format, String schema, String madeAt, List<Entry> files, List<String> leftOut) {
  static final int FORMAT = 1;

  /** Of its file. */
  static final String NAME = "manifest.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * A file.
   *
   * @param sha256 of its bytes, lower-case hexadecimal
   */
  record Entry(String path, long bytes, String sha256) {
    /**
     * Where the file is below a directory; a manifest is a file that somebody may have written.
     *
     * @throws CannotStart if that is not below it
     */
    Path within(Path directory) {
      return Manifest.within(directory, path);
    }
  }

  Manifest {
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
  }

  static Path within(Path directory, String path) {
    Path file = directory.resolve(path).normalize();
    if (!file.startsWith(directory)) {
      throw new CannotStart("the manifest names " + path + ", which is outside of the backup");
    }
    return file;
  }

  static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(NAME));
  }

  /**
   * @throws CannotStart if the directory is no backup, or one of a later version
   */
  static Manifest read(Path directory) {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      throw new CannotStart(
          directory + " is no backup, or one that was not finished: it has no " + NAME);
    }
    try {
      Manifest manifest = JSON.readValue(file, Manifest.class);
      if (manifest.format() > FORMAT) {
        throw new CannotStart(
            directory + " was made by a later version of Graft; restore it with that version");
      }
      return manifest;
    } catch (JacksonException e) {
      throw new CannotStart(file + " is damaged: " + e.getOriginalMessage(), e);
    }
  }

  void write(Path directory) {
    try {
      Path unfinished = directory.resolve(NAME + ".part");
      Files.write(unfinished, JSON.writeValueAsBytes(this));
      Files.move(unfinished, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
