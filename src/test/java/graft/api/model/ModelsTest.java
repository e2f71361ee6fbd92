package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.TinyBase;
import graft.api.web.Http.Answer;
import graft.format.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest extends CatalogOverHttp {
  private static final Path MODELS = DATA.resolve("models");

  @Test
  void aDirectoryRegistersItself() throws IOException {
    Path directory = TinyBase.write(MODELS.resolve("tiny"));

    Answer first = http.get("/v1/models");
    Answer model = http.get("/v1/models/tiny");
    Answer list = http.get("/v1/models");

    assertThat(first.at("/data/0/status")).isEqualTo("checking");
    assertThat(first.at("/data/0/created")).isEqualTo(model.at("/created"));
    assertThat(list.json().at("/data").size()).isEqualTo(1);
    assertThat(list.json().at("/data/0")).isEqualTo(model.json());
    assertThat(model.at("/id")).isEqualTo("tiny");
    assertThat(model.at("/object")).isEqualTo("model");
    assertThat(model.json().at("/created").asLong()).isPositive();
    assertThat(model.at("/owned_by")).isEqualTo("local");
    assertThat(model.at("/status")).isEqualTo("ready");
    assertThat(model.at("/architecture")).isEqualTo("BertModel");
    assertThat(model.at("/parameters")).isEqualTo("193");
    assertThat(model.at("/hidden_size")).isEqualTo("2");
    assertThat(model.at("/layers")).isEqualTo("1");
    assertThat(model.at("/max_length")).isEqualTo("64");
    assertThat(model.at("/tasks/0")).isEqualTo("sequence_classification");
    assertThat(model.json().at("/sites").isEmpty()).isFalse();
    assertThat(model.at("/sha256"))
        .isEqualTo(Digest.sha256(List.of(directory.resolve("model.safetensors"))));
  }

  @Test
  void aModelOfAnOrganisationHasASlashInItsName() throws IOException {
    TinyBase.write(MODELS.resolve("org").resolve("tiny"));

    assertThat(http.get("/v1/models").at("/data/0/id")).isEqualTo("org/tiny");
    assertThat(http.get("/v1/models/org%2Ftiny").at("/status")).isEqualTo("ready");
    assertThat(http.get("/v1/models/org").status()).isEqualTo(404);
  }

  @Test
  void aChangedDirectoryIsReadAgain() throws IOException {
    Path directory = TinyBase.write(MODELS.resolve("tiny"));
    String created = http.get("/v1/models/tiny").at("/created");

    TinyBase.weights(directory, 5);

    assertThat(http.get("/v1/models/tiny").at("/parameters")).isEqualTo("195");
    assertThat(http.get("/v1/models/tiny").at("/created")).isEqualTo(created);
  }

  /** As tools do that copy times: nothing but the content is another. */
  @Test
  void aFileOfTheSameSizeAndTimeIsReadAgain() throws IOException {
    Path directory = TinyBase.write(MODELS.resolve("tiny"));
    Path weights = directory.resolve("model.safetensors");
    String before = http.get("/v1/models/tiny").at("/sha256");
    FileTime written = Files.getLastModifiedTime(weights);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;

    Files.write(weights, bytes);
    Files.setLastModifiedTime(weights, written);

    assertThat(http.get("/v1/models/tiny").at("/sha256"))
        .isNotEqualTo(before)
        .isEqualTo(Digest.sha256(List.of(weights)));
  }

  @Test
  void anUnchangedDirectoryIsNotReadAgain() throws IOException {
    TinyBase.write(MODELS.resolve("tiny"));
    http.get("/v1/models/tiny");
    jdbc.sql("update base_model set parameters = 77").update();

    assertThat(http.get("/v1/models/tiny").at("/parameters")).isEqualTo("77");
  }

  @Test
  void aBrokenDirectoryIsListedWithItsFault() throws IOException {
    Path directory = TinyBase.write(MODELS.resolve("tiny"));
    Files.delete(directory.resolve("model.safetensors"));

    Answer model = http.get("/v1/models/tiny");

    assertThat(model.at("/status")).isEqualTo("error");
    assertThat(model.at("/status_details")).contains("no weights").doesNotContain(DATA.toString());
    assertThat(http.get("/v1/models").at("/data/0/status")).isEqualTo("error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"model_type\": 3}", "{\"model_type\": \"mamba\"}"})
  void aBadConfigurationIsAFault(String config) throws IOException {
    Path directory = TinyBase.write(MODELS.resolve("tiny"));
    Files.writeString(directory.resolve("config.json"), config);

    assertThat(http.get("/v1/models/tiny").at("/status")).isEqualTo("error");
  }

  @Test
  void truncatedWeightsAreAFault() throws IOException {
    Path directory = TinyBase.write(MODELS.resolve("tiny"));
    byte[] whole = Files.readAllBytes(directory.resolve("model.safetensors"));
    Files.write(directory.resolve("model.safetensors"), Arrays.copyOf(whole, whole.length - 4));

    assertThat(http.get("/v1/models/tiny").at("/status")).isEqualTo("error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tyny", "..", "..%2Ftiny", ".hidden", "a%2Fb%2Fc", "ft:tiny:local::x"})
  void anUnknownNameIsNotFound(String name) throws IOException {
    TinyBase.write(MODELS.resolve("tiny"));
    TinyBase.write(MODELS.resolve(".hidden"));

    Answer answer = http.get("/v1/models/" + name);

    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.at("/error/message")).isNotEmpty();
  }

  @Test
  void theNearestNameIsSuggested() throws IOException {
    TinyBase.write(MODELS.resolve("tiny"));

    assertThat(http.get("/v1/models/tyny").at("/detail")).contains("did you mean tiny?");
  }

  @Test
  void deletingRemovesTheDirectory() throws IOException {
    TinyBase.write(MODELS.resolve("tiny"));

    assertThat(http.delete("/v1/models/tiny").json().at("/deleted").booleanValue()).isTrue();

    assertThat(http.get("/v1/models/tiny").status()).isEqualTo(404);
    assertThat(stored("models")).isEmpty();
  }

  @Test
  void deletingALinkLeavesItsTarget() throws IOException {
    Path target = TinyBase.write(Files.createTempDirectory(DATA, "elsewhere-"));
    Files.createSymbolicLink(MODELS.resolve("linked"), target);
    assertThat(http.get("/v1/models/linked").at("/status")).isEqualTo("ready");

    assertThat(http.delete("/v1/models/linked").status()).isEqualTo(200);

    assertThat(stored("models")).isEmpty();
    assertThat(target.resolve("model.safetensors")).exists();
  }

  @Test
  void whatAJobNeedsIsNotDeleted() throws IOException {
    TinyBase.write(MODELS.resolve("needed"));
    needs.need("needed");

    assertThat(http.delete("/v1/models/needed").at("/error/code")).isEqualTo("still_in_use");
    assertThat(http.get("/v1/models/needed").at("/status")).isEqualTo("ready");
  }
}
