package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.catalog.storage.Disk;
import graft.parity.ParityModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddModelTest extends CatalogOverHttp {
  private static final String MODELS = "/v1/models";
  private static final List<String> FILES =
      List.of("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors");

  private Map<String, byte[]> files;

  @BeforeEach
  void readTheFilesOfAModel() throws IOException {
    Path source = ParityModels.directory("bert", "bert-a");
    files = new LinkedHashMap<>();
    for (String name : FILES) {
      files.put(name, Files.readAllBytes(source.resolve(name)));
    }
  }

  @AfterEach
  void nothingIsLeftHalfway() throws IOException {
    assertThat(stored("models"))
        .extracting(path -> path.getFileName().toString())
        .noneMatch(name -> name.startsWith("."));
    assertThat(http.get(MODELS).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theFilesOfADirectoryBecomeAModel(boolean isNameFirst) throws IOException {
    Multipart form = new Multipart();
    if (isNameFirst) {
      form.text("name", "org/tiny");
    }
    files.forEach((name, bytes) -> form.file("files", name, bytes));
    if (!isNameFirst) {
      form.text("name", "org/tiny");
    }

    Answer answer = isNameFirst ? form.postTo(http, MODELS) : form.streamTo(http, MODELS);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Location")).isEqualTo("/v1/models/org%2Ftiny");
    assertThat(answer.at("/id")).isEqualTo("org/tiny");
    assertThat(answer.at("/status")).isEqualTo("ready");
    assertThat(answer.at("/architecture")).isEqualTo("BertForPreTraining");
    assertThat(http.get(answer.header("Location")).json()).isEqualTo(answer.json());
    assertThat(http.get(MODELS).at("/data/0/id")).isEqualTo("org/tiny");
    for (String name : FILES) {
      assertThat(DATA.resolve("models/org/tiny").resolve(name)).hasBinaryContent(files.get(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tiny/"})
  void aZipOfADirectoryBecomesTheSameModel(String folder) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    files.forEach((name, bytes) -> entries.put(folder + name, bytes));
    entries.put(folder + "1_Pooling/config.json", utf8("{}"));
    entries.put(folder + ".gitattributes", utf8("* text"));

    Answer zipped = upload("zipped", Map.of("tiny.zip", zip(entries)));
    Answer plain = upload("plain", files);

    assertThat(zipped.at("/status")).as(zipped.text()).isEqualTo("ready");
    assertThat(zipped.at("/sha256")).isEqualTo(plain.at("/sha256"));
    try (var stored = Files.list(DATA.resolve("models/zipped"))) {
      assertThat(stored.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(FILES);
    }
  }

  @Test
  void weightsMayComeInShards(@TempDir Path directory) throws IOException {
    ShardedModel.write(directory);
    Map<String, byte[]> sharded = new LinkedHashMap<>();
    for (Path file : Disk.entries(directory)) {
      sharded.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    Answer whole = upload("whole", files);

    Answer model = upload("sharded", sharded);

    assertThat(model.at("/status")).as(model.text()).isEqualTo("ready");
    assertThat(model.at("/parameters")).isEqualTo(whole.at("/parameters"));

    sharded.remove("model-2.safetensors");
    Answer incomplete = upload("incomplete", sharded);
    assertThat(incomplete.status()).isEqualTo(422);
    assertThat(incomplete.at("/detail")).contains("has no model-2.safetensors");
  }

  @Test
  void everyFaultOfAFormIsToldAtOnce() {
    Answer answer =
        new Multipart()
            .text("name", "../tiny")
            .text("purpose", "fine-tune")
            .file("files", "pytorch_model.bin", new byte[10])
            .file("files", "modeling_tiny.py", utf8("import os"))
            .file("files", "../config.json", utf8("{}"))
            .file("weights", "model.safetensors", new byte[10])
            .postTo(http, MODELS);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(
            answer.json().at("/errors").valueStream().map(fault -> fault.at("/pointer").asString()))
        .containsExactly("/name", "/purpose", "/files", "/files", "/files", "/weights");
    assertThat(answer.at("/detail"))
        .contains("pytorch_model.bin", "modeling_tiny.py", "../config.json");
  }

  @Test
  void whatIsMissingInAFormIsNamed() {
    Answer answer = new Multipart().postTo(http, MODELS);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(
            answer.json().at("/errors").valueStream().map(fault -> fault.at("/pointer").asString()))
        .containsExactly("/name", "/files");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", ".hidden", "/tiny", "tiny/", "a/b/c", "a b", "a\\b", "ft:a", "ä"})
  void aNameThatIsNoneIsRefused(String name) {
    Answer answer = upload(name, files);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo("/name");
    assertThat(answer.at("/detail")).contains("with one '/' at most");
  }

  @ParameterizedTest
  @CsvSource({"tiny, tiny", "tiny, tiny/below", "org/tiny, org", "org/tiny, org/tiny"})
  void aNameThatIsTakenIsAConflict(String first, String second) {
    assertThat(upload(first, files).status()).isEqualTo(200);

    Answer answer = upload(second, files);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.at("/error/code")).isEqualTo("name_taken");
    assertThat(answer.header("x-should-retry")).isEqualTo("false");
    assertThat(http.get(MODELS).json().at("/data")).hasSize(1);
    assertThat(http.get(MODELS).at("/data/0/status")).isEqualTo("ready");
  }

  @Test
  void aNameIsFreeAgainWhenItsModelIsDeleted() {
    upload("org/tiny", files);
    assertThat(http.delete("/v1/models/org%2Ftiny").status()).isEqualTo(200);
    assertThat(http.get(MODELS).json().at("/data")).isEmpty();

    assertThat(upload("org", files).at("/status")).isEqualTo("ready");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          config.json       | {"model_type": "mamba"}   | no architecture here reads the model_type mamba
          config.json       | {"model_type": "swin"}   | no architecture here reads the model_type swin
          config.json       | {                         | config.json: is not valid JSON
          tokenizer.json    | {}                        | tokenizer.json: model must be an object
          tokenizer.json    | no                        | tokenizer.json: is not a JSON object
          model.safetensors | 12345678                  | model.safetensors: is a text, not a safetensors file
          model.safetensors | version https://git-lfs.github.com/spec/v1 | model.safetensors: is a Git LFS pointer
          config.json       | version https://git-lfs.github.com/spec/v1 | config.json: is a Git LFS pointer
          tokenizer.json    | <!DOCTYPE html><html>     | tokenizer.json: is an HTML page
          model.safetensors | PK\3\4 and so on | model.safetensors: is a ZIP archive
          config.json       | {"hidden_size": NaN}      | config.json: is not valid JSON: Non-standard token 'NaN' (line 1
          config.json       | {"model_type": "bert", "hidden_act": "mishh"} | hidden_act is mishh, but must be one of
          """)
  void aFileThatIsNotWhatItShouldBeIsNamed(String file, String content, String fact) {
    files.put(file, utf8(content));

    Answer answer = upload("tiny", files);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/error/code")).isEqualTo("invalid_model");
    assertThat(answer.at("/detail"))
        .contains(fact)
        .doesNotContain(DATA.toString(), "Feature", "REDACTED");
    assertThat(answer.json().at("/errors")).hasSize(1);
    assertThat(http.get("/v1/models/tiny").status()).isEqualTo(404);
  }

  @Test
  void everyFaultOfAModelIsToldAtOnce() {
    files.put("config.json", utf8("{\"model_type\": \"mamba\"}"));
    files.remove("tokenizer.json");
    byte[] weights = files.get("model.safetensors");
    files.put("model.safetensors", Arrays.copyOf(weights, weights.length - 4));

    Answer answer = upload("tiny", files);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors")).hasSize(3);
    assertThat(answer.at("/detail"))
        .contains("mamba", "has no tokenizer.json", "model.safetensors: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "model.safetensors"})
  void whatAModelCannotDoWithoutIsNamed(String file) {
    files.remove(file);

    Answer answer = upload("tiny", files);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/detail")).contains(file);
  }

  @Test
  void aFileThatIsThereTwiceIsRefused() {
    Answer answer =
        new Multipart()
            .text("name", "tiny")
            .file("files", "config.json", files.get("config.json"))
            .file("files", "config.json", files.get("config.json"))
            .postTo(http, MODELS);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/errors/0/code")).isEqualTo("duplicate");
  }

  @Test
  void aZipComesAlone() throws IOException {
    Map<String, byte[]> both = new LinkedHashMap<>(files);
    both.put("tiny.zip", zip(files));

    assertThat(upload("tiny", both).at("/detail")).contains("a ZIP must be the only file");
  }

  @ParameterizedTest
  @CsvSource({
    "../evil.json, leads out of the archive",
    "/etc/evil.json, leads out of the archive",
    "a/../../evil.json, leads out of the archive",
    "pytorch_model.bin, pytorch_model.bin: a base model is made of",
    "modeling.py, modeling.py: a base model is made of"
  })
  void aZipWithWhatMayNotBeThereIsRefused(String entry, String fact) throws IOException {
    files.put(entry, utf8("evil"));

    Answer answer = upload("tiny", Map.of("tiny.zip", zip(files)));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/detail")).contains(fact);
  }

  @Test
  void aZipThatUnpacksToTooMuchIsRefused() throws IOException {
    files.put("vocab.txt", new byte[MOST_BYTES]);
    byte[] bomb = zip(files);
    assertThat(bomb.length).isLessThan(MOST_BYTES / 10);

    Answer answer = upload("tiny", Map.of("tiny.zip", bomb));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/detail")).contains("unpacks to more than is allowed");
  }

  @Test
  void whatIsNoZipIsRefused() {
    Answer answer = upload("tiny", Map.of("tiny.zip", utf8("PK no")));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/detail")).contains("is not a whole ZIP file");
  }

  @Test
  void aModelThatIsTooLargeIsRefused() {
    files.put("extra-1.safetensors", new byte[MOST_BYTES / 2]);
    files.put("extra-2.safetensors", new byte[MOST_BYTES / 2]);

    Answer answer = upload("tiny", files);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.at("/error/code")).isEqualTo("too_large");
    assertThat(answer.at("/detail")).contains(Integer.toString(MOST_BYTES));
  }

  @Test
  void aBodyThatBreaksOffLeavesNothing() {
    byte[] body = form("tiny", files).end();

    Answer answer =
        http.send(
            http.request(MODELS, "Content-Type", Multipart.TYPE)
                .POST(BodyPublishers.ofByteArray(Arrays.copyOf(body, body.length / 2))));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(http.get("/v1/models/tiny").status()).isEqualTo(404);
  }

  @Test
  void anotherKindOfBodyIsRefused() {
    assertThat(http.post(MODELS, "name=tiny", "Content-Type", "text/plain").status())
        .isEqualTo(415);
  }

  private Answer upload(String name, Map<String, byte[]> content) {
    return form(name, content).postTo(http, MODELS);
  }

  private static Multipart form(String name, Map<String, byte[]> content) {
    Multipart form = new Multipart().text("name", name);
    content.forEach((file, bytes) -> form.file("files", file, bytes));
    return form;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
