package graft.api.adapter;

import graft.api.web.Reading;
import graft.api.web.UploadForm;
import graft.catalog.adapter.AdapterUpload;
import graft.dispatch.AdapterImports;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.JobRequest;
import graft.spec.job.SetupSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an adapter's upload, in any order: {@code file}, once for an archive or once for
 * each file, {@code model}, and perhaps {@code name}, {@code labels} and {@code setup}.
 */
final class AdapterForm implements UploadForm.Reader {
  private static final String FILE = "file";
  private static final String SETUP = "/setup";
  private static final List<String> KNOWN = List.of(FILE, "model", "name", "labels", "setup");

  private final AdapterUpload upload;
  private boolean hasFile;
  private @Nullable String model;
  private @Nullable String name;
  private final LabelsField labels = new LabelsField();
  private @Nullable String setup;

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
      case LabelsField.NAME -> labels.add(value);
      case "setup" -> setup = value;
      default ->
          faults.add(
              "/" + part,
              "unknown_attribute",
              "unknown attribute " + part + "; known are " + KNOWN);
    }
  }

  /**
   * What the parts say, once all are read.
   *
   * @throws graft.spec.GraftException {@code MALFORMED_REQUEST} with every part that is missing or
   *     wrong; {@code INVALID_SPEC} with what is wrong with the setup
   */
  AdapterImports.Request request() {
    Faults faults = new Faults();
    if (!hasFile) {
      faults.add("/file", "missing", "file is required");
    }
    if (model == null) {
      faults.add("/model", "missing", "model is required: the base model that it belongs to");
    }
    Optional<String> suffix = Optional.ofNullable(name);
    suffix
        .filter(text -> !JobRequest.isSuffix(text))
        .ifPresent(
            text -> faults.add("/name", "wrong_type", "name must be " + JobRequest.SUFFIX_RULE));
    Optional<Object> tree = Optional.ofNullable(setup).flatMap(text -> json(text, faults));
    List<String> names = labels.read(faults);
    faults.throwIfAny(ErrorCode.MALFORMED_REQUEST);
    return new AdapterImports.Request(
        String.valueOf(model), suffix, names, tree.map(AdapterForm::setup));
  }

  private static Optional<Object> json(String text, Faults faults) {
    try {
      return Optional.of(Reading.part(text, SETUP, "{\"fuse\": [\"adp-…\", \"adp-…\"]}"));
    } catch (GraftException refused) {
      faults.addAll(refused.faults());
      return Optional.empty();
    }
  }

  private static SetupSpec setup(Object tree) {
    try {
      return SetupSpec.read(tree);
    } catch (GraftException refused) {
      throw refused.below(SETUP);
    }
  }
}
