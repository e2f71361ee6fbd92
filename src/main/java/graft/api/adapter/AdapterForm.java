package graft.api.adapter;

import graft.api.wire.UploadForm;
import graft.catalog.AdapterUpload;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.job.JobRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an adapter's upload, in any order: {@code file}, once for an archive or once for
 * each file, {@code model} and perhaps {@code name}.
 */
final class AdapterForm implements UploadForm.Reader {
  private static final String FILE = "file";
  private static final List<String> KNOWN = List.of(FILE, "model", "name");

  private final AdapterUpload upload;
  private boolean hasFile;
  private @Nullable String model;
  private @Nullable String name;

  AdapterForm(AdapterUpload upload) {
    this.upload = upload;
  }

  @Override
  public void file(String part, String filename, InputStream body, Faults faults)
      throws IOException {
    if (!part.equals(FILE)) {
      faults.add("/" + part, "unknown_attribute", "a file in the part " + part + ", not file");
    } else {
      hasFile = true;
      upload.receive(filename, body);
    }
  }

  @Override
  public void text(String part, String value, Faults faults) {
    switch (part) {
      case "model" -> model = value;
      case "name" -> name = value;
      default ->
          faults.add(
              "/" + part,
              "unknown_attribute",
              "unknown attribute " + part + "; known are " + KNOWN);
    }
  }

  /**
   * The base model's name, once all parts are read.
   *
   * @throws graft.spec.GraftException {@code MALFORMED_REQUEST} with every part that is missing or
   *     wrong
   */
  String model() {
    Faults faults = new Faults();
    if (!hasFile) {
      faults.add("/file", "missing", "file is required");
    }
    if (model == null) {
      faults.add("/model", "missing", "model is required: the base model that it belongs to");
    }
    name()
        .filter(text -> !JobRequest.isSuffix(text))
        .ifPresent(
            text -> faults.add("/name", "wrong_type", "name must be " + JobRequest.SUFFIX_RULE));
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return String.valueOf(model);
  }

  Optional<String> name() {
    return Optional.ofNullable(name);
  }
}
