package graft.api.model;

import graft.api.Multipart;
import graft.api.web.Http;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A tiny model that is registered with another {@code config.json} than its own. */
final class ChangedModel {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> FILES =
      List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json");

  private ChangedModel() {}

  /**
   * Uploads it.
   *
   * @param change keys as JSON, which are put over those of the model
   * @param isMarked whether the file begins with a byte order mark
   */
  static Answer upload(Http http, Path source, String change, boolean isMarked) throws IOException {
    Multipart form = new Multipart().text("name", "changed");
    for (String file : FILES) {
      form.file("files", file, Files.readAllBytes(source.resolve(file)));
    }
    ObjectNode config = (ObjectNode) JSON.readTree(Files.readString(source.resolve("config.json")));
    config.setAll((ObjectNode) JSON.readTree(change));
    String text = (isMarked ? "\uFEFF" : "") + config;
    form.file("files", "config.json", text.getBytes(StandardCharsets.UTF_8));
    return form.postTo(http, "/v1/models");
  }
}
