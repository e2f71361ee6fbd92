package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ChatTest extends LanguageService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final List<?> HELLO = List.of(message("user", "no salt"));
  private static final String ROWS =
      """
      {"messages":[{"role":"user","content":"no salt"},{"role":"assistant","content":"so good"}]}
      {"messages":[{"role":"user","content":"a bus"},{"role":"assistant","content":"a box"}]}
      """;

  private static Map<String, ?> message(String role, Object content) {
    return Map.of("role", role, "content", content);
  }

  private static Map<String, ?> body(String model, Object... more) {
    Map<String, Object> body =
        new HashMap<>(
            Map.of("model", model, "messages", HELLO, "max_tokens", 12, "temperature", 0));
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    return body;
  }

  private JsonNode ask(Map<String, ?> body) {
    Answer answer = http.postJson(CHAT, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static String said(JsonNode answer) {
    return answer.at("/choices/0/message/content").asString();
  }

  @Test
  void anAnswerHasEveryFieldOfOpenAis() {
    JsonNode answer = ask(body("qwen3-a", "logprobs", true, "top_logprobs", 3, "n", 1));
    assertThat(answer.at("/id").asString()).startsWith("chatcmpl-");
    assertThat(answer.at("/object").asString()).isEqualTo("chat.completion");
    assertThat(answer.at("/created").isIntegralNumber()).isTrue();
    assertThat(answer.at("/model").asString()).isEqualTo("qwen3-a");
    assertThat(answer.at("/system_fingerprint").asString()).startsWith("fp_");
    JsonNode choice = answer.at("/choices/0");
    assertThat(choice.at("/message/role").asString()).isEqualTo("assistant");
    assertThat(choice.at("/message/refusal").isNull()).isTrue();
    assertThat(choice.at("/finish_reason").asString()).isIn("length", "stop");
    int made = answer.at("/usage/completion_tokens").asInt();
    assertThat(choice.at("/logprobs/content")).hasSize(made);
    JsonNode token = choice.at("/logprobs/content/0");
    assertThat(token.at("/top_logprobs")).hasSize(3);
    assertThat(token.at("/top_logprobs/0/logprob")).isEqualTo(token.at("/logprob"));
    assertThat(token.at("/bytes").size()).isPositive();
  }

  @Test
  void contentMayBeTextOrPartsOfIt() {
    String expected = said(ask(body("qwen3-a", "messages", List.of(message("user", "no\nsalt")))));
    List<?> parts =
        List.of(Map.of("type", "text", "text", "no"), Map.of("type", "text", "text", "salt"));
    assertThat(said(ask(body("qwen3-a", "messages", List.of(message("user", parts))))))
        .isEqualTo(expected);
  }

  @Test
  void theLastMessageMayBeContinued() {
    JsonNode read =
        http.postJson(
                "/v1/models/qwen3-a/tokenize",
                Map.of("messages", HELLO, "add_generation_prompt", true))
            .json();
    List<?> begun = List.of(message("user", "no salt"), message("assistant", "so"));
    JsonNode continued = ask(body("qwen3-a", "messages", begun, "continue_final_message", true));
    int prompt = continued.at("/usage/prompt_tokens").asInt();
    JsonNode all = http.postJson("/v1/models/qwen3-a/tokenize", Map.of("messages", begun)).json();
    assertThat(prompt)
        .isGreaterThan(read.at("/token_ids").size())
        .isLessThan(all.at("/token_ids").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"response_format":{"type":"json_object"}}                      | 400 | unsupported_parameter | response_format
          {"tool_choice":"required"}                                      | 400 | unsupported_parameter | tool_choice
          {"tool_choice":{"type":"function","function":{"name":"x"}}}     | 400 | unsupported_parameter | tool_choice
          {"functions":[{"name":"x"}]}                                    | 400 | unsupported_parameter | functions
          {"audio":{"voice":"x"}}                                         | 400 | unsupported_parameter | audio
          {"modalities":["text","audio"]}                                 | 400 | unsupported_parameter | modalities
          {"prediction":{"type":"content"}}                               | 400 | unsupported_parameter | prediction
          {"store":true}                                                  | 400 | unsupported_parameter | store
          {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]} | 400 | unsupported_parameter | messages.0.content.0.type
          {"messages":[]}                                                 | 400 | malformed_request | messages
          {"messages":"hello"}                                            | 400 | malformed_request | messages
          {"top_logprobs":3}                                              | 400 | malformed_request | top_logprobs
          {"max_tokens":0}                                                | 400 | malformed_request | max_tokens
          {"max_tokens":3,"max_completion_tokens":4}                      | 400 | malformed_request | max_tokens
          {"max_tokens":4000}                                             | 400 | context_length_exceeded | messages
          {"model":"nobody"}                                              | 404 | model_not_found |
          {"model":"ftckpt_00000000000000000000000000"}                   | 404 | model_not_found |
          {"model":"all-MiniLM-L6-v2"}                                    | 400 | not_a_language_model |
          {"model":"gpt2-a"}                                              | 422 | no_chat_template |
          {"chat_template":"{{ raise_exception('not you') }}"}            | 422 | chat_template_refused |
          {"chat_template":"{% for x in"}                                 | 422 | invalid_chat_template |
          """)
  void whatCannotBeDoneIsRefused(String more, int status, String code, String param) {
    Map<String, Object> body = new HashMap<>(body("qwen3-a"));
    JSON.readTree(more).properties().forEach(field -> body.put(field.getKey(), field.getValue()));
    Answer refused = http.postJson(CHAT, JSON.writeValueAsString(body));
    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.at("/error/code")).as(refused.text()).isEqualTo(code);
    assertThat(refused.at("/error/param")).isEqualTo(param == null ? "" : param);
  }

  @Test
  void whatOpenAisClientsSayBesidesIsTaken() {
    JsonNode plain = ask(body("qwen3-a"));
    Map<String, ?> rich =
        body(
            "qwen3-a",
            "response_format",
            Map.of("type", "text"),
            "tool_choice",
            "none",
            "tools",
            List.of(Map.of("type", "function", "function", Map.of("name", "f"))),
            "user",
            "me",
            "metadata",
            Map.of("a", "b"),
            "store",
            false,
            "stream",
            false);
    assertThat(ask(rich).at("/choices")).isEqualTo(plain.at("/choices"));
  }

  @Test
  void adaptersAndTheirCheckpointsAnswerByTheirNamesAndIds() {
    Answer job = train();
    String adapter = job.at("/adapter_id");
    String name = job.at("/fine_tuned_model");
    JsonNode checkpoint =
        http.get(JOBS + "/" + job.at("/id") + "/checkpoints").json().at("/data/1");

    JsonNode trained = ask(body(name, "logprobs", true));
    JsonNode early = ask(body(checkpoint.at("/id").asString(), "logprobs", true));

    assertThat(ask(body(adapter, "logprobs", true)).at("/choices"))
        .isEqualTo(trained.at("/choices"));
    assertThat(said(trained)).isNotEqualTo(said(ask(body("qwen3-a"))));
    assertThat(early.at("/choices")).isNotEqualTo(trained.at("/choices"));
    assertThat(
            ask(body(checkpoint.at("/fine_tuned_model_checkpoint").asString(), "logprobs", true))
                .at("/choices"))
        .isEqualTo(early.at("/choices"));
    assertThat(trained.at("/model").asString()).isEqualTo(name);
    assertThat(trained.at("/system_fingerprint")).isNotEqualTo(early.at("/system_fingerprint"));
    requireListed(name, adapter);
  }

  private void requireListed(String name, String adapter) {
    List<JsonNode> all = http.get("/v1/models").json().at("/data").valueStream().toList();
    JsonNode listed =
        all.stream().filter(one -> one.at("/id").asString().equals(name)).findFirst().orElseThrow();
    assertThat(listed.at("/object").asString()).isEqualTo("model");
    assertThat(listed.at("/created").isIntegralNumber()).isTrue();
    assertThat(listed.at("/owned_by").asString()).isNotEmpty();
    assertThat(listed.at("/parent").asString()).isEqualTo("qwen3-a");
    assertThat(listed.at("/tasks/0").asString()).isEqualTo("causal_lm");
    assertThat(all)
        .extracting(one -> one.at("/id").asString())
        .contains("qwen3-a")
        .noneMatch(id -> id.contains("ckpt"));
    assertThat(http.get("/v1/models/" + adapter).at("/id")).isEqualTo(name);
  }

  private Answer train() {
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("chat.jsonl", ROWS.repeat(4))
            .postTo(http, "/v1/files")
            .at("/id");
    Answer created =
        http.postJson(
            JOBS,
            Map.of(
                "model",
                "qwen3-a",
                "training_file",
                file,
                "adapter",
                "lora",
                "training",
                Map.of("max_steps", 12, "learning_rate", 0.05),
                "checkpoint",
                Map.of("every_steps", 4, "keep_last", 5)));
    assertThat(created.status()).as(created.text()).isLessThan(300);
    String path = JOBS + "/" + created.at("/id");
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> http.get(path).at("/status").matches("succeeded|failed|cancelled"));
    Answer job = http.get(path);
    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    return job;
  }
}
