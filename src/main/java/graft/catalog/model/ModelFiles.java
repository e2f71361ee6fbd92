package graft.catalog.model;

import graft.format.FileContext;
import graft.format.ZipFolder;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which files a model that arrives may have: data only, by plain names. What an archive has in
 * folders, or hidden, is left out: no reader here looks there.
 */
final class ModelFiles {
  /** The same for what is in an archive. */
  static final ZipFolder.Rule IN_ARCHIVE =
      new ZipFolder.Rule() {
        @Override
        public void require(List<String> paths) {
          Faults faults = new Faults();
          paths.stream()
              .filter(path -> !path.contains("/") && !path.startsWith("."))
              .forEach(name -> judge(name, faults));
          faults.throwIfAny(ErrorCode.INVALID_SPEC);
        }

        @Override
        public boolean isTaken(String name) {
          return objection(name).isEmpty();
        }
      };

  /** Where a fault of a file is, in a form and in general. */
  static final String POINTER = "/files";

  /** Most bytes of a file that is not weights; all of it is read into memory at times. */
  static final long MOST_TEXT_BYTES = 64L << 20;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");
  private static final String WEIGHTS = ".safetensors";
  private static final List<String> TEXTS = List.of(".json", ".txt", ".md", ".model", ".jinja");
  private static final List<String> LEGAL = List.of("LICENSE", "NOTICE");

  private ModelFiles() {}

  static boolean isArchive(String filename) {
    return filename.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  /** Adds a fault if a model may not have this file. */
  static void judge(String filename, Faults faults) {
    objection(filename).ifPresent(fact -> faults.add(POINTER, "unsupported_file", fact));
  }

  private static Optional<String> objection(String filename) {
    if (!NAME.matcher(filename).matches()) {
      return Optional.of(
          FileContext.printable(filename)
              + ": expected the plain name of a file, without a folder");
    }
    boolean isKnown =
        isWeights(filename)
            || LEGAL.contains(filename)
            || TEXTS.stream().anyMatch(filename::endsWith);
    return isKnown
        ? Optional.empty()
        : Optional.of(
            filename
                + ": a base model is made of .safetensors, .json, .txt, .model, .jinja and .md files;"
                + " weights in other formats have to be converted first");
  }

  /** Most bytes that the file may have, where {@code budget} is left for all. */
  static long mostBytes(String filename, long budget) {
    return isWeights(filename) ? budget : Math.min(budget, MOST_TEXT_BYTES);
  }

  private static boolean isWeights(String filename) {
    return filename.endsWith(WEIGHTS);
  }
}
