package graft.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@WireTest
class IdempotencyTest {
  @LocalServerPort int port;
  @Autowired Things things;
  Http http;
  String key;

  @BeforeEach
  void connect(TestInfo test) {
    http = Http.to(port);
    key = test.getDisplayName();
    things.gate = CompletableFuture.completedFuture("open");
  }

  @Test
  void theSameRequestIsDoneOnceAndAnsweredAlike() {
    Http.Answer first = counted("{\"a\":1}");
    Http.Answer second = counted("{\"a\":1}");

    assertThat(second.status()).isEqualTo(200).isEqualTo(first.status());
    assertThat(second.text()).isEqualTo(first.text()).contains("\"a\":1");
    assertThat(second.header("Location")).isEqualTo(first.header("Location")).isNotEmpty();
    assertThat(second.header("Content-Type")).isEqualTo("application/json");
    assertThat(first.header("Idempotent-Replayed")).isEmpty();
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(second.header("x-request-id")).isNotEqualTo(first.header("x-request-id"));
  }

  @Test
  void withoutAKeyEachRequestIsDone() {
    Http.Answer first = http.postJson("/things/counted", "{}");
    Http.Answer second = http.postJson("/things/counted", "{}");

    assertThat(second.text()).isNotEqualTo(first.text());
  }

  @Test
  void anotherBodyIsRefused() {
    counted("{\"a\":1}");
    Http.Answer other = counted("{\"a\":2}");

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.at("/error/code")).isEqualTo("idempotency_key_reused");
    assertThat(other.at("/error/param")).isEqualTo("Idempotency-Key");
  }

  @Test
  void anotherPathIsRefused() {
    counted("");

    assertThat(http.post("/things/slow", "", "Idempotency-Key", key).status()).isEqualTo(422);
  }

  @Test
  void aFailureIsNotKept() {
    int before = things.done.get();

    assertThat(counted("{\"fail\":1}").status()).isEqualTo(422);
    assertThat(counted("{\"fail\":1}").at("/error/code")).isEqualTo("invalid_spec");
    assertThat(counted("{\"right\":1}").status()).isEqualTo(200);
    assertThat(things.done.get()).isEqualTo(before + 3);
  }

  @Test
  void aMalformedBodyDoesNotTakeTheKey() {
    assertThat(counted("{").status()).isEqualTo(400);
    assertThat(
            http.post("/things/counted", "x", "Idempotency-Key", key, "Content-Type", "text/plain")
                .status())
        .isEqualTo(415);
    assertThat(counted("{}").status()).isEqualTo(200);
  }

  @Test
  void whileTheFirstIsRunningTheSecondIsAskedToWait() throws Exception {
    things.gate = new CompletableFuture<>();
    things.entered = new CompletableFuture<>();
    var first =
        http.client()
            .sendAsync(
                http.request("/things/slow", "Idempotency-Key", key)
                    .POST(BodyPublishers.noBody())
                    .build(),
                BodyHandlers.ofString());
    things.entered.get(10, TimeUnit.SECONDS);

    Http.Answer second = http.post("/things/slow", "", "Idempotency-Key", key);
    things.gate.complete("late");

    assertThat(second.at("/error/code")).isEqualTo("request_in_progress");
    assertThat(second.header("Retry-After")).isEqualTo("1");
    assertThat(second.header("x-should-retry")).isEmpty();
    assertThat(first.get(10, TimeUnit.SECONDS).body()).contains("late");
    Http.Answer third = http.post("/things/slow", "", "Idempotency-Key", key);
    assertThat(third.text()).isEqualTo(first.get().body());
    assertThat(third.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void aLargeAnswerIsNotKept() {
    Http.Answer first = http.post("/things/large", "", "Idempotency-Key", key);
    Http.Answer second = http.post("/things/large", "", "Idempotency-Key", key);

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text()).isNotEqualTo(first.text());
  }

  @Test
  void theSameUploadIsDoneOnceWhateverItsBoundaryAndOrder() {
    String file = "name=\"file\"; filename=\"a.csv\"\r\n\r\ntext,label\r\n";
    String purpose = "name=\"purpose\"\r\n\r\nfine-tune\r\n";
    Http.Answer first = upload("one", file, purpose);
    Http.Answer second = upload("twice-as-long", purpose, file);

    assertThat(first.at("/said/purpose")).isEqualTo("fine-tune");
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource({
    "file, a.csv, other content",
    "file, b.csv, content",
    "files, a.csv, content",
    "file, a.csv, content2",
    "file, '', content"
  })
  void anotherUploadIsRefused(String name, String filename, String content) {
    key = "another-" + name + filename + content.length();
    upload("one", "name=\"file\"; filename=\"a.csv\"\r\n\r\ncontent\r\n");

    String disposition = filename.isEmpty() ? "" : "; filename=\"" + filename + "\"";
    Http.Answer other =
        upload("one", "name=\"%s\"%s\r\n\r\n%s\r\n".formatted(name, disposition, content));

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.at("/error/code")).isEqualTo("idempotency_key_reused");
  }

  @Test
  void aKeyIsShortAndVisible() {
    Http.Answer answer = http.post("/things/counted", "", "Idempotency-Key", "x".repeat(256));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error/param")).isEqualTo("Idempotency-Key");
    assertThat(http.post("/things/counted", "", "Idempotency-Key", "a b").status()).isEqualTo(400);
  }

  private Http.Answer counted(String body) {
    return http.postJson("/things/counted", body, "Idempotency-Key", key);
  }

  private Http.Answer upload(String boundary, String... parts) {
    String body =
        Stream.of(parts)
            .map(part -> "--" + boundary + "\r\nContent-Disposition: form-data; " + part)
            .collect(Collectors.joining());
    return http.post(
        "/things/upload",
        body + "--" + boundary + "--\r\n",
        "Idempotency-Key",
        key,
        "Content-Type",
        "multipart/form-data; boundary=" + boundary);
  }
}
