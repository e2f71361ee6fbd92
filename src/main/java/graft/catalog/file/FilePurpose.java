package graft.catalog.file;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a file is for. */
public enum FilePurpose {
  /** Training, validation or test data. */
  FINE_TUNE,
  /** The metrics that a job leaves behind. */
  FINE_TUNE_RESULTS;

  /** The purpose as clients read it: {@code fine-tune}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<FilePurpose> of(String wireName) {
    return Arrays.stream(values()).filter(p -> p.wireName().equals(wireName)).findFirst();
  }
}
