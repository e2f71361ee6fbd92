package graft.api.file;

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

/** A file system of one megabyte stands where files are stored. Mounting it takes root. */
class StorageFullTest extends CatalogOverHttp {
  private static final Path FILES = DATA.resolve("files");
  private static final String ROWS = "{\"text\": \"a\", \"label\": \"b\"}\n";

  private SmallDisk disk;

  @BeforeEach
  void mount() throws Exception {
    disk = SmallDisk.mount(FILES);
  }

  @AfterEach
  void unmount() throws Exception {
    disk.close();
  }

  @Test
  void aFullDiskIsSaidAndLeavesNothing() throws IOException {
    Answer answer = upload(ROWS.repeat(100_000));

    assertThat(answer.status()).isEqualTo(507);
    assertThat(answer.at("/error/code")).isEqualTo("storage_full");
    assertThat(answer.at("/detail")).isEqualTo("the data directory has no space left");
    assertThat(stored("files")).isEmpty();
    assertThat(http.get("/v1/files").json().at("/data").size()).isZero();
  }

  @Test
  void aSmallerFileStillFits() {
    upload(ROWS.repeat(100_000));

    assertThat(upload(ROWS).status()).isEqualTo(200);
  }

  private Answer upload(String rows) {
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("a.jsonl", rows)
        .postTo(http, "/v1/files");
  }
}
