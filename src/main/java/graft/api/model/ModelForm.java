package graft.api.model;

import graft.api.web.Reading;
import graft.api.web.UploadForm;
import graft.catalog.model.BaseModelEntry;
import graft.catalog.model.ModelUpload;
import graft.catalog.model.NewModels;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The parts of a base model's upload: its {@code name} and its files, in any order. */
final class ModelForm implements UploadForm.Reader, AutoCloseable {
  private final NewModels models;
  private final ModelUpload upload;

  /** Of all parts: a wrong name and a wrong file are told together. */
  private final Faults found = new Faults();

  private Optional<String> name = Optional.empty();
  private boolean hasFiles;

  ModelForm(NewModels models) {
    this.models = models;
    this.upload = models.receive();
  }

  @Override
  public void file(String part, String filename, InputStream body, Faults faults)
      throws IOException {
    if (!part.equals("file") && !part.equals("files")) {
      found.add("/" + part, "unknown_attribute", "a file in the part " + part + ", not files");
    } else {
      hasFiles = true;
      upload.add(filename, body, found);
    }
  }

  @Override
  public void text(String part, String value, Faults faults) {
    if (!part.equals("name")) {
      String known = "; known are name, file and files";
      found.add("/" + part, "unknown_attribute", "unknown attribute " + part + known);
    } else if (name.isPresent()) {
      found.add("/name", "wrong_type", "name must be one text, not several");
    } else {
      name = Optional.of(value);
      requireFree(value);
    }
  }

  /**
   * Keeps what was received.
   *
   * @throws GraftException {@code MALFORMED_REQUEST} or {@code INVALID_SPEC} with every fault;
   *     {@code INVALID_MODEL}; {@code NAME_TAKEN}
   */
  BaseModelEntry keep() {
    if (name.isEmpty()) {
      found.add("/name", "missing", "name is required: name or organisation/name");
    }
    if (!hasFiles) {
      found.add(
          "/files", "missing", "files are required: a Hugging Face directory, or a ZIP of it");
    }
    if (!found.isEmpty()) {
      throw Reading.refusal(found);
    }
    return models.keep(upload, name.orElseThrow());
  }

  /** A name that is taken ends the walk, whatever else is wrong; any other fault is one of many. */
  private void requireFree(String value) {
    try {
      models.requireFree(value);
    } catch (GraftException refused) {
      if (refused.code() == ErrorCode.NAME_TAKEN) {
        throw refused;
      }
      found.addAll(refused.faults());
    }
  }

  @Override
  public void close() {
    upload.close();
  }
}
