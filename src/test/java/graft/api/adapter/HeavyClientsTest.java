package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http;
import graft.api.web.Http.Answer;
import graft.api.web.RawHttp;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Clients that ask for much, beside others that ask for little. */
class HeavyClientsTest extends RealService {
  private static final int MOST_ROWS = 1000;
  private static final int CLIENTS = 3;

  @Test
  void aWordAndASubmissionAreAnsweredBeforeThousandsOfTexts() {
    String data = upload();
    String path = "/v1/adapters/" + train(data) + "/predict";
    Http others = Http.to(port);
    List<CompletableFuture<HttpResponse<String>>> heavy =
        Stream.generate(() -> heavy(others, path, MOST_ROWS)).limit(CLIENTS).toList();
    CompletableFuture<HttpResponse<String>> last = heavy(http, path, MOST_ROWS / 4);
    await().until(() -> pending() > CLIENTS);

    Answer word = http.postJson(path, Map.of("inputs", List.of("salt")));
    Answer job = http.postJson("/v1/fine_tuning/jobs", job(data));

    assertThat(heavy).noneMatch(CompletableFuture::isDone);
    assertThat(word.status()).as(word.text()).isEqualTo(200);
    assertThat(job.status()).as(job.text()).isEqualTo(200);
    others.client().shutdownNow();
    assertThat(JsonMapper.shared().readTree(last.join().body()).at("/data")).hasSize(MOST_ROWS / 4);
  }

  /** They have more rows than the one that stays, so they would be answered after it. */
  @Test
  void clientsThatHaveGoneFreeTheirPlaces() throws IOException {
    String path = "/v1/adapters/" + train(upload()) + "/predict";
    String request = RawHttp.postJson(path, body(MOST_ROWS));
    try (RawHttp closed = new RawHttp(port);
        RawHttp reset = new RawHttp(port);
        RawHttp halfClosed = new RawHttp(port);
        RawHttp keptAlive = new RawHttp(port);
        RawHttp inChunks = new RawHttp(port);
        RawHttp halfClosedInChunks = new RawHttp(port)) {
      keptAlive.send(RawHttp.get("/v1/system"));
      assertThat(keptAlive.some()).startsWith("HTTP/1.1 200");
      for (RawHttp client : List.of(closed, reset, halfClosed, keptAlive)) {
        client.send(request);
      }
      for (RawHttp client : List.of(inChunks, halfClosedInChunks)) {
        String chunked = RawHttp.postChunkedJson(path, body(MOST_ROWS));
        int last = chunked.length() - "0\r\n\r\n".length();
        client.send(chunked.substring(0, last));
        client.send(chunked.substring(last));
      }
      CompletableFuture<HttpResponse<String>> stays = heavy(http, path, MOST_ROWS * 9 / 10);
      await().until(() -> pending() == 7);

      closed.close();
      reset.socket().setSoLinger(true, 0);
      reset.close();
      halfClosed.socket().shutdownOutput();
      keptAlive.close();
      inChunks.close();
      halfClosedInChunks.socket().shutdownOutput();

      assertThat(stays.join().statusCode()).isEqualTo(200);
      assertThat(pending()).isZero();
      for (RawHttp client : List.of(halfClosed, halfClosedInChunks)) {
        assertThat(client.rest()).startsWith("HTTP/1.1 503").contains("closed the connection");
      }
    }
  }

  /**
   * Bytes of the next request, all of it or its first letter, are no end of the connection, and are
   * not lost.
   */
  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "30, false", "0, true", "1, true", "2, true", "30, true"})
  void aClientThatSendsItsNextRequestAheadIsThere(int ahead, boolean inChunks) throws IOException {
    String path = "/v1/adapters/" + train(upload()) + "/predict";
    String next = RawHttp.get("/v1/system", "Connection: close");
    Http other = Http.to(port);
    heavy(other, path, MOST_ROWS);
    await().until(() -> pending() == 1);
    try (RawHttp client = new RawHttp(port)) {
      int split = ahead == 0 ? next.length() : ahead;
      String body = body(MOST_ROWS / 4);
      String first = inChunks ? RawHttp.postChunkedJson(path, body) : RawHttp.postJson(path, body);
      client.send(first + next.substring(0, split));

      String begin = client.some();
      client.send(next.substring(split));
      String answers = begin + client.rest();

      assertThat(answers.split("HTTP/1.1 200", -1)).as(answers).hasSize(3);
      assertThat(answers).contains("\"pending_tasks\"");
    } finally {
      other.client().shutdownNow();
    }
  }

  /** A slice has rows of like length; the answers are in the order of the request all the same. */
  @Test
  void longAndShortTextsAreAnsweredAsOneByOne() {
    String path = "/v1/adapters/" + train(upload()) + "/predict";
    List<String> texts =
        List.of("salt", "the soup needs salt ".repeat(30), "a", "no bus ".repeat(9));

    Answer together = http.postJson(path, Map.of("inputs", texts));

    for (int i = 0; i < texts.size(); i++) {
      double alone =
          http.postJson(path, Map.of("inputs", List.of(texts.get(i))))
              .json()
              .at("/data/0/logits/0")
              .asDouble();
      double found = together.json().at("/data/" + i + "/logits/0").asDouble();
      assertThat(found).isCloseTo(alone, within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"average", "stack", "fuse", "parallel"})
  void aSetupOfThousandsOfAdaptersIsRefused(String block) {
    String adapter = train(upload());
    Map<String, Object> setup = Map.of(block, Collections.nCopies(20_000, adapter));

    Answer refused =
        http.postJson(
            "/v1/adapters/" + adapter + "/predict",
            Map.of("inputs", List.of("salt"), "setup", setup));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.text()).contains("at most 64 adapters").hasSizeLessThan(2_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 20_000})
  void aUnionOfTooManyPartsIsRefused(int parts) {
    Map<String, Object> union =
        Map.of("architecture", "union", "configs", Collections.nCopies(parts, "lora"));
    String joined = String.join("|", Collections.nCopies(parts, "lora"));

    for (Object adapter : List.of(union, joined)) {
      Answer refused =
          http.postJson("/v1/adapter_configs/resolve", Map.of("model", MODEL, "adapter", adapter));
      assertThat(refused.status()).as(refused.text()).isEqualTo(422);
      assertThat(refused.json().at("/errors")).hasSize(1);
    }
  }

  @Test
  void aDryRunReadsASampleAndSaysSo() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      rows.append("{\"text\":\"the soup needs salt\",\"label\":\"").append(i % 2).append("\"}\n");
    }
    Map<String, Object> body = job(upload(rows.toString()));
    body.put("dry_run", true);
    body.put("training", Map.of("epochs", 1, "batch_size", 50));

    Answer plan = http.postJson("/v1/fine_tuning/jobs", body);

    assertThat(plan.status()).as(plan.text()).isEqualTo(200);
    assertThat(plan.json().at("/sampled_rows").asInt()).isEqualTo(2_000);
    assertThat(plan.json().at("/training_rows").asInt()).isEqualTo(5_000);
    assertThat(plan.json().at("/total_steps").asInt()).isEqualTo(100);
    assertThat(plan.json().at("/training_tokens").asLong() % 5_000).isZero();
  }

  private static CompletableFuture<HttpResponse<String>> heavy(Http from, String path, int rows) {
    return from.client()
        .sendAsync(
            from.request(path, "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body(rows)))
                .build(),
            BodyHandlers.ofString());
  }

  private static String body(int rows) {
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of(
                "inputs",
                Collections.nCopies(rows, "the soup needs salt ".repeat(12)),
                "return",
                List.of("labels")));
  }

  private int pending() {
    return http.get("/v1/system").json().at("/pending_tasks").asInt();
  }

  private String train(String data) {
    Answer job = http.postJson("/v1/fine_tuning/jobs", job(data));
    Answer done =
        await()
            .atMost(Duration.ofMinutes(2))
            .until(
                () -> http.get("/v1/fine_tuning/jobs/" + job.at("/id")),
                found -> List.of("succeeded", "failed").contains(found.at("/status")));
    assertThat(done.at("/status")).as(done.text()).isEqualTo("succeeded");
    return done.at("/adapter_id");
  }

  private static Map<String, Object> job(String data) {
    Map<String, Object> body = new HashMap<>();
    body.put("model", MODEL);
    body.put("training_file", data);
    body.put("adapter", "lora");
    body.put("validation_split", 0);
    body.put("training", Map.of("max_steps", 1, "batch_size", 2, "max_length", 64));
    return body;
  }

  private String upload() {
    return upload("{\"text\":\"no salt\",\"label\":\"a\"}\n{\"text\":\"so\",\"label\":\"b\"}\n");
  }

  private String upload(String rows) {
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("rows.jsonl", rows)
        .postTo(http, "/v1/files")
        .at("/id");
  }
}
