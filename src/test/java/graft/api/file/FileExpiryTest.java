package graft.api.file;

import static org.assertj.core.api.Assertions.assertThat;

import graft.HandClock;
import graft.api.CatalogOverHttp;
import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** A file that shall not stay, by a clock that a test moves. */
@Import(FileExpiryTest.Time.class)
class FileExpiryTest extends CatalogOverHttp {
  @Autowired Clock clock;

  @TestConfiguration
  static class Time {
    @Bean
    @Primary
    HandClock handClock() {
      return new HandClock();
    }
  }

  @Test
  void aFileGoesWhenItsTimeHasComeAndNobodyNeedsIt() throws IOException {
    Answer file = upload("created_at", "3600");
    String path = "/v1/files/" + file.at("/id");
    long created = file.json().at("/created_at").asLong();

    assertThat(file.json().at("/expires_at").asLong()).isEqualTo(created + 3600);
    ((HandClock) clock).advance(Duration.ofSeconds(3599));
    assertThat(http.get(path).json()).isEqualTo(file.json());
    ((HandClock) clock).advance(Duration.ofSeconds(1));
    assertThat(http.get(path).at("/error/code")).isEqualTo("file_not_found");
    assertThat(http.get("/v1/files").json().at("/data").size()).isZero();
    assertThat(stored("files")).isEmpty();
  }

  @Test
  void aFileThatAJobNeedsStays() {
    Answer file = upload("created_at", "3600");
    needs.need(file.at("/id"));

    ((HandClock) clock).advance(Duration.ofDays(2));

    assertThat(http.get("/v1/files").json().at("/data").size()).isEqualTo(1);
    assertThat(http.get("/v1/files/" + file.at("/id")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "created_at, 3599, expires_after[seconds]",
    "created_at, 2592001, expires_after[seconds]",
    "created_at, soon, expires_after[seconds]",
    "last_used, 3600, expires_after[anchor]"
  })
  void anImpossibleTimeIsRefused(String anchor, String seconds, String param) throws IOException {
    Answer answer = upload(anchor, seconds);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error/param")).isEqualTo(param);
    assertThat(stored("files")).isEmpty();
  }

  private Answer upload(String anchor, String seconds) {
    return new Multipart()
        .text("purpose", "fine-tune")
        .text("expires_after[anchor]", anchor)
        .text("expires_after[seconds]", seconds)
        .file("a.jsonl", "{\"text\": \"a\", \"label\": \"b\"}\n")
        .postTo(http, "/v1/files");
  }
}
