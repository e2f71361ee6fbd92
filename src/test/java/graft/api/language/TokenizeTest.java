package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.web.Http.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** How a model reads texts and conversations, as clients are shown it. */
class TokenizeTest extends LanguageService {
  private static final List<Map<String, ?>> TALK =
      List.of(
          Map.of("role", "user", "content", "bus?"),
          Map.of("role", "assistant", "content", "no 🙂"));

  @Test
  void aTextIsReadWithOrWithoutSpecialTokens() {
    JsonNode with = tokenize("llama-a", Map.of("text", "The soup")).json();
    JsonNode without =
        tokenize("llama-a", Map.of("text", "The soup", "add_special_tokens", false)).json();
    assertThat(with.at("/text").asString()).isEqualTo("The soup");
    assertThat(with.at("/tokens/0").asString()).isEqualTo("<s>");
    assertThat(with.at("/token_ids")).hasSize(without.at("/token_ids").size() + 1);
    assertThat(with.at("/assistant_mask").isNull()).isTrue();
    assertThat(with.at("/max_length").asInt()).isEqualTo(64);
  }

  @Test
  void aConversationIsRenderedByTheModelsTemplate() {
    JsonNode read =
        tokenize("qwen3-a", Map.of("messages", TALK, "add_generation_prompt", true)).json();
    assertThat(read.at("/text").asString())
        .startsWith("<|im_start|>user\nbus?<|im_end|>\n<|im_start|>assistant\n")
        .endsWith("<|im_start|>assistant\n");
    assertThat(read.at("/tokens/0").asString()).isEqualTo("<|im_start|>");
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < read.at("/tokens").size(); i++) {
      if (read.at("/assistant_mask/" + i).asInt() == 1) {
        said.append(read.at("/tokens/" + i).asString());
      }
    }
    assertThat(said.toString()).endsWith("<|im_end|>");
    JsonNode thinking =
        tokenize(
                "qwen3-a",
                Map.of(
                    "messages",
                    TALK,
                    "add_generation_prompt",
                    true,
                    "chat_template_kwargs",
                    Map.of("enable_thinking", false)))
            .json();
    assertThat(thinking.at("/text").asString()).endsWith("<think>\n\n</think>\n\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chatml | <|im_start|>user",
        "llama3 | <|start_header_id|>user<|end_header_id|>",
        "mistral | ' [INST] bus? [/INST]'",
        "gemma | <start_of_turn>user",
        "phi3 | <|user|>",
        "zephyr | <|user|>"
      })
  void aTemplateMayBeOneOfTheServicesOwn(String name, String expected) {
    JsonNode read = tokenize("llama-a", Map.of("messages", TALK, "chat_template", name)).json();
    assertThat(read.at("/text").asString()).contains(expected);
    assertThat(read.at("/assistant_mask").valueStream().mapToInt(JsonNode::asInt).sum())
        .isPositive();
  }

  @Test
  void theMaskIsNullWhereNobodyKnows() {
    String counting = "{{ messages | length }}{% for m in messages %}{{ m.content }}{% endfor %}";
    JsonNode read = tokenize("llama-a", Map.of("messages", TALK, "chat_template", counting)).json();
    assertThat(read.at("/assistant_mask").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                                        | 400 | malformed_request      | either text or messages
          {"text":"a","messages":[{"role":"user","content":"a"}]}                   | 422 | invalid_spec           | either text or messages
          {"messages":[{"role":"user","content":"a"}]}                              | 422 | no_chat_template       | chatml
          {"messages":[{"role":"human","content":"a"}],"chat_template":"chatml"}    | 400 | malformed_request      | did you mean user?
          {"messages":[],"chat_template":"chatml"}                                  | 400 | malformed_request      | at least one message
          {"messages":[{"role":"user","content":"a"}],"chat_template":"{{ raise_exception('take turns') }}"} | 422 | chat_template_refused | take turns
          {"messages":[{"role":"user","content":"a"}],"chat_template":"{{ a }}\\n {% for %}"} | 422 | invalid_chat_template | line 2, column
          {"messages":[{"role":"user","content":"a"}],"chat_template":"chatml","chat_template_kwargs":{"messages":1}} | 422 | invalid_spec | stands beside
          {"text":"a","special":true}                                               | 422 | invalid_spec           | unknown attribute special
          """)
  void whatCannotBeReadIsRefused(String body, int status, String code, String message) {
    Answer refused = http.postJson("/v1/models/llama-a/tokenize", body);
    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.at("/error/code")).isEqualTo(code);
    assertThat(refused.at("/error/message")).contains(message);
  }

  static Stream<String> hostile() {
    return Stream.of(
        "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
        "{% for a in range(10 ** 9) %}{{ a }}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ 'a' * 10 ** 9 }}",
        "{{ 9 ** (9 ** 9) }}",
        "{% for i in range(1000) %}{{ 'all in good time ' * 1000 }}{% endfor %}",
        "{% set ns = namespace(x='a') %}{% for i in range(100000) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{{ " + "(".repeat(10_000) + "1" + ")".repeat(10_000) + " }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ messages" + ".a".repeat(5_000) + " }}",
        "{{ ''" + "|upper".repeat(10_000) + " }}",
        "{% set h = 'a' * 4000000 %}{% for i in range(100000) %}{{ h.count('aab') }}{% endfor %}",
        "{% if 1 %}".repeat(10_000) + "{% endif %}".repeat(10_000));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aTemplateThatMeansHarmEndsSoon(String template) {
    Map<String, Object> body = new HashMap<>(Map.of("messages", TALK, "chat_template", template));
    long start = System.nanoTime();
    Answer refused = http.postJson("/v1/models/llama-a/tokenize", body);
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/error/code")).isEqualTo("invalid_chat_template");
    assertThat(refused.at("/error/message")).contains("line 1, column");
    assertThat(took).isLessThan(Duration.ofSeconds(5));
  }

  private Answer tokenize(String model, Map<String, ?> body) {
    Answer answer = http.postJson("/v1/models/" + model + "/tokenize", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }
}
