package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.inference.GenerationExecutor;
import graft.inference.HeldLane;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** Answers as streams, and clients that do not wait for the end of them. */
class StreamsTest extends LanguageService {
  private static final List<?> HELLO = List.of(Map.of("role", "user", "content", "no salt"));
  private static final Map<String, ?> CHAT_BODY =
      Map.of("model", "qwen3-a", "messages", HELLO, "max_tokens", 40, "temperature", 0);

  private static final char BROKEN = '\uFFFD';

  @Autowired GenerationExecutor executor;

  private static Map<String, ?> with(Map<String, ?> body, Object... more) {
    Map<String, Object> changed = new HashMap<>(body);
    for (int i = 0; i < more.length; i += 2) {
      changed.put((String) more[i], more[i + 1]);
    }
    return changed;
  }

  private JsonNode whole(String path, Map<String, ?> body) {
    return http.postJson(path, body).json();
  }

  @Test
  void theRoleComesFirstThenTextThenTheReasonThenTheUsage() {
    List<JsonNode> chunks = Streams.chunks(http, CHAT, CHAT_BODY);
    JsonNode whole = whole(CHAT, CHAT_BODY);

    assertThat(chunks.getFirst().at("/choices/0/delta"))
        .isEqualTo(JSON.readTree("{\"role\":\"assistant\",\"content\":\"\"}"));
    assertThat(Streams.text(chunks, 0, "/delta/content"))
        .isNotEmpty()
        .isEqualTo(whole.at("/choices/0/message/content").asString());
    JsonNode last = chunks.getLast();
    assertThat(last.at("/choices")).isEmpty();
    assertThat(last.at("/usage")).isEqualTo(whole.at("/usage"));
    JsonNode end = chunks.get(chunks.size() - 2);
    assertThat(end.at("/choices/0/finish_reason")).isEqualTo(whole.at("/choices/0/finish_reason"));
    assertThat(end.at("/choices/0/delta")).isEmpty();
    List<JsonNode> texts = chunks.subList(0, chunks.size() - 2);
    assertThat(texts).hasSizeGreaterThan(3);
    assertThat(texts).allMatch(chunk -> chunk.at("/choices/0/finish_reason").isNull());
    assertThat(texts).allMatch(chunk -> chunk.at("/usage").isNull());
    assertThat(chunks).extracting(chunk -> chunk.at("/id").asString()).containsOnly(id(chunks));
    assertThat(id(chunks)).startsWith("chatcmpl-");
    assertThat(chunks)
        .allMatch(chunk -> chunk.at("/object").asString().equals("chat.completion.chunk"))
        .allMatch(chunk -> chunk.at("/model").asString().equals("qwen3-a"))
        .allMatch(chunk -> chunk.at("/system_fingerprint").equals(whole.at("/system_fingerprint")));
  }

  private static String id(List<JsonNode> chunks) {
    return chunks.getFirst().at("/id").asString();
  }

  /** Drawn hot, the tokens of small models are often halves of characters. */
  @ParameterizedTest
  @ValueSource(strings = {"qwen3-a", "llama-c", "mistral-c", "gpt2-a"})
  void partsAreWholeCharactersAndTogetherTheWholeText(String model) {
    Map<String, ?> body =
        Map.of(
            "model",
            model,
            "prompt",
            List.of("The soup", "Das Käse"),
            "n",
            4,
            "seed",
            3,
            "temperature",
            3,
            "top_k",
            0,
            "top_p",
            1,
            "max_tokens",
            40,
            "ignore_eos",
            true);

    List<JsonNode> chunks = Streams.chunks(http, COMPLETIONS, body);
    JsonNode whole = whole(COMPLETIONS, body);

    for (int choice = 0; choice < 8; choice++) {
      assertThat(Streams.text(chunks, choice, "/text"))
          .isEqualTo(whole.at("/choices/" + choice + "/text").asString());
    }
    assertThat(chunks.getLast().at("/usage")).isEqualTo(whole.at("/usage"));
  }

  @Test
  void nothingOfAStopStringIsTold() {
    Map<String, ?> drawn =
        Map.of("model", "llama-c", "prompt", "The soup", "max_tokens", 30, "seed", 4);
    String text = whole(COMPLETIONS, drawn).at("/choices/0/text").asString();
    List<String> stops =
        IntStream.range(0, text.length() - 3)
            .mapToObj(at -> text.substring(at, at + 3))
            .filter(stop -> stop.chars().noneMatch(one -> one == BROKEN))
            .toList();
    assertThat(stops).as(text).hasSizeGreaterThan(2);
    for (int i = 0; i < stops.size(); i += 1 + stops.size() / 6) {
      String stop = stops.get(i);

      List<JsonNode> chunks =
          Streams.chunks(http, COMPLETIONS, with(drawn, "stop", List.of("never said", stop)));

      assertThat(Streams.text(chunks, 0, "/text"))
          .as(stop)
          .isEqualTo(text.substring(0, text.indexOf(stop)));
      assertThat(Streams.text(chunks, 0, "/finish_reason")).isEqualTo("stop");
    }
  }

  @Test
  void everyAnswerHasItsRoleAndItsTokens() {
    Map<String, ?> body =
        with(CHAT_BODY, "n", 3, "temperature", 1, "seed", 9, "logprobs", true, "top_logprobs", 2);

    List<JsonNode> chunks = Streams.chunks(http, CHAT, body);
    JsonNode whole = whole(CHAT, body);

    assertThat(chunks.subList(0, 3))
        .extracting(chunk -> chunk.at("/choices/0/index").asInt())
        .containsExactly(0, 1, 2);
    for (int choice = 0; choice < 3; choice++) {
      int own = choice;
      assertThat(Streams.text(chunks, choice, "/delta/role")).isEqualTo("assistant");
      assertThat(
              chunks.stream()
                  .flatMap(chunk -> chunk.at("/choices").valueStream())
                  .filter(one -> one.at("/index").asInt() == own)
                  .flatMap(one -> one.at("/logprobs/content").valueStream())
                  .toList())
          .isEqualTo(whole.at("/choices/" + choice + "/logprobs/content").valueStream().toList());
    }
  }

  @Test
  void whatIsRefusedIsNoStream() {
    var refused = http.postJson(CHAT, Streams.streaming(with(CHAT_BODY, "max_tokens", 100000)));
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.at("/error/code")).isEqualTo("context_length_exceeded");
  }

  @Test
  void whatGoesWrongOnTheWayIsTheLastEvent() throws IOException {
    addBrittle(5);
    String token = Integer.toString(firstToken("gpt2-brittle", "The"));

    List<JsonNode> chunks =
        Streams.chunks(
            http,
            COMPLETIONS,
            Map.of(
                "model",
                "gpt2-brittle",
                "prompt",
                List.of(3),
                "temperature",
                0,
                "logit_bias",
                Map.of(token, 100)));

    assertThat(chunks.getFirst().at("/choices/0/text").asString()).isNotEmpty();
    JsonNode error = chunks.getLast().at("/error");
    assertThat(error.at("/code").asString()).as(chunks.toString()).isEqualTo("diverged");
    assertThat(error.at("/message").asString()).contains("not finite");
    assertThat(error.has("type") && error.has("param")).isTrue();
  }

  private int firstToken(String model, String text) {
    return http.postJson("/v1/models/" + model + "/tokenize", Map.of("text", text))
        .json()
        .at("/token_ids/0")
        .asInt();
  }

  /** A model in which a position makes numbers that are not finite. */
  private void addBrittle(int position) throws IOException {
    Path directory = directory("gpt2-brittle");
    FileSystemUtils.copyRecursively(ParityModels.directory("gpt2", "gpt2-a"), directory);
    Path file = directory.resolve("model.safetensors");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong(0);
    JsonNode tensors = JSON.readTree(new String(bytes.array(), 8, header, StandardCharsets.UTF_8));
    JsonNode positions =
        tensors.properties().stream()
            .filter(tensor -> tensor.getKey().endsWith("wpe.weight"))
            .findFirst()
            .orElseThrow()
            .getValue();
    int width = positions.at("/shape/1").asInt();
    int begin = 8 + header + positions.at("/data_offsets/0").asInt() + position * width * 4;
    for (int i = 0; i < width; i++) {
      bytes.putFloat(begin + 4 * i, i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE);
    }
    Files.write(file, bytes.array());
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> http.get("/v1/models/gpt2-brittle").at("/status").equals("ready"));
  }

  @Test
  void whoLeavesAStreamFreesItsPlace() {
    try (HeldLane lane = new HeldLane(executor)) {
      try (Streams.Caller caller =
          new Streams.Caller(
              port,
              CHAT,
              Streams.streaming(with(CHAT_BODY, "max_tokens", 200, "ignore_eos", true)))) {
        lane.awaitOthers(1);
        await()
            .until(() -> {
              lane.step();
              return caller.hasMore();
            });
        assertThat(caller.line()).isEqualTo("HTTP/1.1 200 ");
      }
      // Few steps: how many go by until the service has noticed is up to the machine.
      await()
          .pollInterval(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            lane.step();
            return lane.others() == 0;
          });
    }
  }

  @Test
  void whoLeavesBeforeTheAnswerFreesItsPlace() {
    try (HeldLane lane = new HeldLane(executor)) {
      try (Streams.Caller caller =
          new Streams.Caller(port, CHAT, with(CHAT_BODY, "max_tokens", 200, "ignore_eos", true))) {
        lane.awaitOthers(1);
        lane.step();
        assertThat(caller.hasMore()).isFalse();
      }
      await()
          .pollInterval(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            lane.step();
            return lane.others() == 0;
          });
    }
  }

  @Test
  void eventsAreNothingButData() {
    var answer =
        http.postJson(COMPLETIONS, with(Map.of("model", "t5-a", "prompt", "a"), "stream", true));
    assertThat(
            answer
                .text()
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(" ", 2)[0])
                .collect(Collectors.toSet()))
        .isEqualTo(Set.of("data:"));
    assertThat(answer.text()).doesNotContain("prompt_tokens");
  }
}
