package graft.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@WireTest
class DownloadTest {
  private static final String FILE = "/things/file";

  @LocalServerPort int port;
  @Autowired Things things;
  Http http;

  @BeforeEach
  void connect() {
    http = Http.to(port);
    things.content = "0123456789";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0|0|bytes 0-0/10",
        "bytes=3-5|345|bytes 3-5/10",
        "bytes=7-|789|bytes 7-9/10",
        "bytes=-3|789|bytes 7-9/10",
        "bytes=-99999999999999999999|0123456789|bytes 0-9/10",
        "bytes=0-99999999999999999999|0123456789|bytes 0-9/10",
        "bytes=00000000000000000000009-|9|bytes 9-9/10",
        "BYTES=9-9|9|bytes 9-9/10"
      })
  void aRangeIsGivenAlone(String range, String content, String place) {
    Http.Answer answer = http.get(FILE, "Range", range);

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.text()).isEqualTo(content);
    assertThat(answer.header("Content-Range")).isEqualTo(place);
    assertThat(answer.header("Content-Length")).isEqualTo("" + content.length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=5-3",
        "bytes=a-b",
        "bytes=",
        "bytes=-",
        "bytes",
        "bytes=1",
        "lines=1-2",
        "bytes=0-1,3-4",
        "bytes=0-1,x",
        "bytes=--1",
        "bytes=+1-2"
      })
  void whatIsNoRangeIsIgnored(String range) {
    Http.Answer answer = http.get(FILE, "Range", range);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.header("Content-Range")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"bytes=10-", "bytes=99999999999999999999-", "bytes=-0", "bytes=10-11"})
  void aRangeBeyondTheEndHasNoContent(String range) {
    Http.Answer answer = http.get(FILE, "Range", range);

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.header("Content-Range")).isEqualTo("bytes */10");
  }

  @Test
  void ofNothingThereIsNoRange() {
    things.content = "";

    assertThat(http.get(FILE).status()).isEqualTo(200);
    assertThat(http.get(FILE, "Range", "bytes=0-").status()).isEqualTo(416);
    assertThat(http.get(FILE, "Range", "bytes=-1").status()).isEqualTo(416);
  }

  @Test
  void aResumedDownloadNeverMixesTwoVersions() {
    String tag = http.get(FILE).header("ETag");
    String[] resume = {"Range", "bytes=5-", "If-Range", tag};
    assertThat(http.get(FILE, resume).text()).isEqualTo("56789");

    things.content = "abcdefghij";
    Http.Answer other = http.get(FILE, resume);

    assertThat(other.status()).isEqualTo(200);
    assertThat(other.text()).isEqualTo("abcdefghij");
  }

  @ParameterizedTest
  @CsvSource({"W/{0}", "'\"x\"'", "'Sun, 06 Nov 2044 08:49:37 GMT'", "nothing"})
  void onlyTheStrongTagLetsADownloadGoOn(String condition) {
    String weak = condition.replace("{0}", http.get(FILE).header("ETag"));

    Http.Answer answer = http.get(FILE, "Range", "bytes=5-", "If-Range", weak);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).hasSize(10);
  }

  @Test
  void conditionsAreMetOrRefused() {
    String tag = http.get(FILE).header("ETag");

    assertThat(http.get(FILE, "If-Match", tag).status()).isEqualTo(200);
    assertThat(http.get(FILE, "If-Match", "*").status()).isEqualTo(200);
    assertThat(http.get(FILE, "If-Match", "\"a\", " + tag).status()).isEqualTo(200);
    Http.Answer stale = http.get(FILE, "If-Match", "\"a\"", "Range", "bytes=1-2");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.at("/error/code")).isEqualTo("precondition_failed");
    assertThat(stale.header("Cache-Control")).isEqualTo("no-store");
    assertThat(http.get(FILE, "If-Match", "W/" + tag).status()).isEqualTo(412);
  }

  @Test
  void whatIsKnownIsNotSentAgain() {
    String tag = http.get(FILE).header("ETag");

    for (String known : new String[] {tag, "W/" + tag, "\"a\", " + tag, "*"}) {
      Http.Answer answer = http.get(FILE, "If-None-Match", known, "Range", "bytes=1-2");
      assertThat(answer.status()).isEqualTo(304);
      assertThat(answer.text()).isEmpty();
      assertThat(answer.header("ETag")).isEqualTo(tag);
    }
    assertThat(http.get(FILE, "If-None-Match", "\"a\"").status()).isEqualTo(200);
  }

  @Test
  void headTellsAllButTheBytes() {
    Http.Answer answer =
        http.send(http.request(FILE, "Range", "bytes=1-2").method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.header("Content-Length")).isEqualTo("10");
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.header("ETag")).isEqualTo(http.get(FILE).header("ETag"));
  }

  @Test
  void saysItsNameInEveryAlphabetAndStaysWithTheClient() {
    Http.Answer answer = http.get(FILE, "Accept", "application/binary");

    assertThat(answer.header("Content-Disposition"))
        .isEqualTo(
            "attachment; filename=\"gr__e _1_.bin\";"
                + " filename*=UTF-8''gr%C3%B6%C3%9Fe%20%221%22.bin");
    assertThat(answer.response().headers().allValues("Cache-Control"))
        .containsExactly("private, no-cache");
    assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }
}
