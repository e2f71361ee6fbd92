package graft.api.file;

import graft.api.wire.UploadForm;
import graft.catalog.DataFiles;
import graft.catalog.FilePurpose;
import graft.catalog.Upload;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The parts of a file's upload: {@code file} and {@code purpose}, in either order. */
final class FileForm implements UploadForm.Reader, AutoCloseable {
  private final DataFiles files;
  private @Nullable Upload upload;
  private boolean hasPurpose;

  FileForm(DataFiles files) {
    this.files = files;
  }

  @Override
  public void file(String name, String filename, InputStream body, Faults faults)
      throws IOException {
    if (!name.equals("file")) {
      faults.add("/" + name, "unknown_attribute", "a file in the part " + name + ", not file");
    } else if (upload != null) {
      faults.add("/file", "wrong_type", "file must be one file, not several");
    } else if (faults.isEmpty()) {
      upload = files.receive(filename, body);
    }
  }

  @Override
  public void text(String name, String value, Faults faults) {
    if (name.startsWith("expires_after")) {
      faults.add("/expires_after", "not_supported", "files do not expire; delete them instead");
    } else if (!name.equals("purpose")) {
      String known = "; known are file and purpose";
      faults.add("/" + name, "unknown_attribute", "unknown attribute " + name + known);
    } else {
      hasPurpose = true;
      if (!value.equals(FilePurpose.FINE_TUNE.wireName())) {
        faults.add("/purpose", "wrong_type", "purpose must be fine-tune, not " + value);
      }
    }
  }

  /**
   * The file that was received; still this form's to close.
   *
   * @throws GraftException {@code MALFORMED_REQUEST} if a part is missing
   */
  Upload upload() {
    Faults faults = new Faults();
    if (!hasPurpose) {
      faults.add("/purpose", "missing", "purpose is required: fine-tune");
    }
    if (upload == null) {
      faults.add(new Fault("/file", "missing", "file is required"));
      throw new GraftException(ErrorCode.MALFORMED_REQUEST, faults.all());
    }
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return upload;
  }

  @Override
  public void close() {
    if (upload != null) {
      upload.close();
    }
  }
}
