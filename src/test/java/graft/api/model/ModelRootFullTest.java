package graft.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.SmallDisk;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file system of one megabyte stands where models are stored. Mounting it takes root. */
class ModelRootFullTest extends CatalogOverHttp {
  private static final Path MODELS = DATA.resolve("models");

  private SmallDisk disk;

  @BeforeEach
  void mount() throws Exception {
    disk = SmallDisk.mount(MODELS);
  }

  @AfterEach
  void unmount() throws Exception {
    disk.close();
  }

  @Test
  void aFullDiskIsSaidAndLeavesNothing() throws IOException {
    Answer answer = upload();

    assertThat(answer.status()).isEqualTo(507);
    assertThat(answer.at("/error/code")).isEqualTo("storage_full");
    assertThat(stored("models")).isEmpty();
    assertThat(http.get("/v1/models").json().at("/data").size()).isZero();
  }

  @Test
  void aRootThatIsReadOnlyIsSaid() throws Exception {
    disk.makeReadOnly();

    Answer answer = upload();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error/code")).isEqualTo("invalid_state");
    assertThat(answer.at("/detail")).contains("model root").doesNotContain(MODELS.toString());
  }

  private Answer upload() {
    return new Multipart()
        .text("name", "tiny")
        .file("files", "model.safetensors", new byte[2 << 20])
        .postTo(http, "/v1/models");
  }
}
