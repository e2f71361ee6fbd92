package graft.api.file;

import graft.api.web.UploadForm;
import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.catalog.file.Upload;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of a file's upload, in any order: {@code file}s, {@code purpose}, expiry. */
final class FileForm implements UploadForm.Reader, AutoCloseable {
  private static final int MOST_FILES = 1000;
  private static final String ANCHOR = "expires_after[anchor]";
  private static final String SECONDS = "expires_after[seconds]";
  private static final long SHORTEST = 3600;
  private static final long LONGEST = 2_592_000;

  private final DataFiles files;
  private final List<Upload> uploads = new ArrayList<>();
  private boolean hasPurpose;
  private boolean hasAnchor;
  private @Nullable Duration life;

  FileForm(DataFiles files) {
    this.files = files;
  }

  @Override
  public void file(String name, String filename, InputStream body, Faults faults)
      throws IOException {
    if (!name.equals("file")) {
      faults.add("/" + name, "unknown_attribute", "a file in the part " + name + ", not file");
    } else if (uploads.size() == MOST_FILES) {
      faults.add("/file", "out_of_range", "file must be at most " + MOST_FILES + " files");
    } else if (faults.isEmpty()) {
      uploads.add(files.receive(filename, body));
    }
  }

  @Override
  public void text(String name, String value, Faults faults) {
    switch (name) {
      case "purpose" -> {
        hasPurpose = true;
        if (!value.equals(FilePurpose.FINE_TUNE.wireName())) {
          faults.add("/purpose", "wrong_type", "purpose must be fine-tune, not " + value);
        }
      }
      case ANCHOR -> {
        hasAnchor = true;
        if (!value.equals("created_at")) {
          faults.add("/" + ANCHOR, "wrong_type", ANCHOR + " must be created_at, not " + value);
        }
      }
      case SECONDS -> life = seconds(value, faults);
      default -> {
        String known = "; known are file, purpose, " + ANCHOR + " and " + SECONDS;
        faults.add("/" + name, "unknown_attribute", "unknown attribute " + name + known);
      }
    }
  }

  /**
   * The files that were received; still this form's to close.
   *
   * @throws GraftException {@code MALFORMED_REQUEST} if a part is missing
   */
  List<Upload> uploads() {
    Faults faults = new Faults();
    if (!hasPurpose) {
      faults.add("/purpose", "missing", "purpose is required: fine-tune");
    }
    if (uploads.isEmpty()) {
      faults.add("/file", "missing", "file is required");
    }
    if (hasAnchor != (life != null)) {
      String missing = hasAnchor ? SECONDS : ANCHOR;
      faults.add("/" + missing, "missing", missing + " is required beside the other");
    }
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return List.copyOf(uploads);
  }

  /** After which the file is deleted. */
  Optional<Duration> life() {
    return Optional.ofNullable(life);
  }

  @Override
  public void close() {
    uploads.forEach(Upload::close);
  }

  private static @Nullable Duration seconds(String value, Faults faults) {
    long seconds = value.matches("\\d{1,9}") ? Long.parseLong(value) : -1;
    if (seconds >= SHORTEST && seconds <= LONGEST) {
      return Duration.ofSeconds(seconds);
    }
    String rule = SECONDS + " must be a whole number from " + SHORTEST + " to " + LONGEST;
    faults.add("/" + SECONDS, "out_of_range", rule + ", not " + value);
    return null;
  }
}
