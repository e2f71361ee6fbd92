package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.api.web.Http.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CompletionsTest extends LanguageService {
  private static final Map<String, ?> SOUP =
      Map.of("model", "qwen3-a", "prompt", "The soup", "seed", 5, "max_tokens", 12);

  @Test
  void anAnswerHasEveryFieldOfOpenAis() {
    JsonNode answer = complete(SOUP);
    assertThat(answer.at("/id").asString()).startsWith("cmpl-");
    assertThat(answer.at("/object").asString()).isEqualTo("text_completion");
    assertThat(answer.at("/created").isIntegralNumber()).isTrue();
    assertThat(answer.at("/model").asString()).isEqualTo("qwen3-a");
    assertThat(answer.at("/system_fingerprint").asString()).startsWith("fp_");
    JsonNode choice = answer.at("/choices/0");
    assertThat(choice.at("/index").asInt()).isZero();
    assertThat(choice.at("/logprobs").isNull()).isTrue();
    assertThat(choice.at("/finish_reason").asString()).isIn("length", "stop");
    int prompt = answer.at("/usage/prompt_tokens").asInt();
    int made = answer.at("/usage/completion_tokens").asInt();
    assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(prompt + made);
    assertThat(complete(SOUP).at("/choices")).isEqualTo(answer.at("/choices"));
    assertThat(complete(with(SOUP, "seed", 6)).at("/choices")).isNotEqualTo(answer.at("/choices"));
  }

  @Test
  void promptsComeAsTextsAndAsIds() {
    JsonNode ids =
        http.postJson("/v1/models/qwen3-a/tokenize", Map.of("text", "The soup"))
            .json()
            .at("/token_ids");
    List<Integer> soup = ids.valueStream().map(JsonNode::asInt).toList();
    String expected = complete(SOUP).at("/choices/0/text").asString();

    JsonNode several =
        complete(with(with(SOUP, "prompt", List.of("The soup", "The soup")), "n", 2));

    assertThat(complete(with(SOUP, "prompt", soup)).at("/choices/0/text").asString())
        .isEqualTo(expected);
    assertThat(complete(with(SOUP, "prompt", List.of(soup, soup))).at("/choices")).hasSize(2);
    assertThat(several.at("/choices")).hasSize(4);
    assertThat(several.at("/choices/2/index").asInt()).isEqualTo(2);
    assertThat(several.at("/choices/2/text").asString()).isEqualTo(expected);
    assertThat(several.at("/usage/prompt_tokens").asInt()).isEqualTo(2 * soup.size());
  }

  @Test
  void thePromptMayStandBeforeTheAnswerAndBeToldOf() {
    JsonNode alone = complete(with(SOUP, "temperature", 0));
    JsonNode choice =
        complete(with(with(with(SOUP, "temperature", 0), "echo", true), "logprobs", 2))
            .at("/choices/0");
    String text = choice.at("/text").asString();
    assertThat(text).isEqualTo("The soup" + alone.at("/choices/0/text").asString());
    JsonNode logprobs = choice.at("/logprobs");
    int tokens = logprobs.at("/tokens").size();
    int prompt = alone.at("/usage/prompt_tokens").asInt();
    assertThat(tokens).isEqualTo(prompt + alone.at("/usage/completion_tokens").asInt());
    assertThat(logprobs.at("/token_logprobs")).hasSize(tokens);
    assertThat(logprobs.at("/token_logprobs/0").isNull()).isTrue();
    assertThat(logprobs.at("/top_logprobs/1").size()).isBetween(2, 3);
    assertThat(logprobs.at("/text_offset/0").asInt()).isZero();
    Answer judged =
        http.postJson(
            "/v1/models/qwen3-a/predict",
            Map.of("inputs", List.of("The soup"), "return", List.of("probabilities")));
    for (int i = 1; i < prompt; i++) {
      assertThat(logprobs.at("/token_logprobs/" + i).asDouble())
          .isCloseTo(
              judged.json().at("/data/0/tokens/" + i + "/log_probability").asDouble(),
              within(1e-4));
    }
    JsonNode only = complete(with(with(with(SOUP, "max_tokens", 0), "echo", true), "logprobs", 0));
    assertThat(only.at("/choices/0/text").asString()).isEqualTo("The soup");
    assertThat(only.at("/choices/0/logprobs/tokens")).hasSize(prompt);
    assertThat(only.at("/usage/completion_tokens").asInt()).isZero();
  }

  @Test
  void theLikeliestOfSeveralAreTold() {
    JsonNode best = complete(with(with(with(SOUP, "best_of", 6), "n", 2), "logprobs", 0));
    assertThat(best.at("/choices")).hasSize(2);
    assertThat(mean(best.at("/choices/0"))).isGreaterThanOrEqualTo(mean(best.at("/choices/1")));
    JsonNode all = complete(with(with(SOUP, "n", 6), "logprobs", 0));
    double most =
        all.at("/choices").valueStream().mapToDouble(CompletionsTest::mean).max().orElseThrow();
    assertThat(mean(best.at("/choices/0"))).isCloseTo(most, within(1e-9));
    assertThat(best.at("/usage")).isEqualTo(all.at("/usage"));
  }

  @Test
  void aStopStringIsNoPartOfTheText() {
    String text =
        complete(with(with(SOUP, "temperature", 0), "model", "llama-c"))
            .at("/choices/0/text")
            .asString();
    String stop = text.substring(text.length() - 2);
    JsonNode stopped =
        complete(
                with(
                    with(with(SOUP, "temperature", 0), "model", "llama-c"),
                    "stop",
                    List.of("nothing", stop)))
            .at("/choices/0");
    assertThat(stopped.at("/text").asString()).isEqualTo(text.substring(0, text.indexOf(stop)));
    assertThat(stopped.at("/finish_reason").asString()).isEqualTo("stop");
  }

  @Test
  void scoresOfTokensMayBeMovedAndEndsForbidden() {
    JsonNode forced = complete(with(with(SOUP, "logit_bias", Map.of("40", 100)), "logprobs", 0));
    assertThat(forced.at("/choices/0/logprobs/tokens").valueStream().map(JsonNode::asString))
        .containsOnly("I");
    JsonNode penalised =
        complete(
            with(
                with(with(SOUP, "temperature", 0), "frequency_penalty", 2.0),
                "presence_penalty",
                2.0));
    assertThat(penalised.at("/choices/0/text").asString())
        .isNotEqualTo(complete(with(SOUP, "temperature", 0)).at("/choices/0/text").asString());
    JsonNode ended =
        complete(with(with(SOUP, "logit_bias", Map.of("40", 100)), "stop_token_ids", List.of(40)));
    assertThat(ended.at("/choices/0/text").asString()).isEmpty();
    assertThat(ended.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(ended.at("/usage/completion_tokens").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"prompt":"a"}                                        | 400 | malformed_request      | model
          {"model":"llama-a"}                                   | 400 | malformed_request      | prompt
          {"model":"nobody","prompt":"a"}                       | 404 | model_not_found        |
          {"model":"ft:nobody:x","prompt":"a"}                  | 404 | model_not_found        |
          {"model":"adp-00000000000000000000000000","prompt":"a"} | 404 | model_not_found      |
          {"model":"all-MiniLM-L6-v2","prompt":"a"}             | 400 | not_a_language_model   |
          {"model":"llama-a","prompt":"a","suffix":"b"}         | 400 | unsupported_parameter  | suffix
          {"model":"llama-a","prompt":"a","max_token":3}        | 400 | unsupported_parameter  | max_token
          {"model":"llama-a","prompt":"a","store":true}         | 400 | unsupported_parameter  | store
          {"model":"llama-a","prompt":"a","temperature":-1}     | 400 | malformed_request      | temperature
          {"model":"llama-a","prompt":"a","n":33}               | 400 | malformed_request      | n
          {"model":"llama-a","prompt":"a","best_of":2,"n":3}    | 400 | malformed_request      | best_of
          {"model":"llama-a","prompt":"a","logprobs":21}        | 400 | malformed_request      | logprobs
          {"model":"llama-a","prompt":"a","top_p":0}            | 400 | malformed_request      | top_p
          {"model":"llama-a","prompt":[],"top_p":1}             | 400 | malformed_request      | prompt
          {"model":"llama-a","prompt":[99999]}                  | 400 | malformed_request      | prompt
          {"model":"llama-a","prompt":"a","stop":[""]}          | 400 | malformed_request      | stop
          {"model":"llama-a","prompt":"a","logit_bias":{"x":1}} | 400 | malformed_request      | logit_bias.x
          {"model":"llama-a","prompt":"a","max_tokens":64}      | 400 | context_length_exceeded | prompt
          {"model":"llama-a","prompt":"a","stream_options":{}}  | 400 | malformed_request      | stream_options
          {"model":"t5-a","prompt":"a","echo":true,"logprobs":1} | 400 | unsupported_parameter |
          """)
  void whatCannotBeDoneIsRefused(String body, int status, String code, String param) {
    Answer refused = http.postJson(COMPLETIONS, body);
    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.at("/error/code")).isEqualTo(code);
    assertThat(refused.at("/error/param")).isEqualTo(param == null ? "" : param);
    assertThat(refused.at("/error/type")).isEqualTo("invalid_request_error");
  }

  @Test
  void aPromptThatIsTooLongIsToldBothNumbers() {
    Answer refused =
        http.postJson(
            COMPLETIONS, Map.of("model", "llama-a", "prompt", "The soup needs salt. ".repeat(20)));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/error/code")).isEqualTo("context_length_exceeded");
    assertThat(refused.at("/error/message"))
        .containsPattern("has \\d{3} tokens, and the model 64 positions");
  }

  private static double mean(JsonNode choice) {
    return choice
        .at("/logprobs/token_logprobs")
        .valueStream()
        .mapToDouble(JsonNode::asDouble)
        .average()
        .orElseThrow();
  }

  private static Map<String, ?> with(Map<String, ?> body, String name, Object value) {
    Map<String, Object> changed = new HashMap<>(body);
    changed.put(name, value);
    return changed;
  }

  private JsonNode complete(Map<String, ?> body) {
    Answer answer = http.postJson(COMPLETIONS, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }
}
