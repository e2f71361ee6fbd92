package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.web.Http.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionsTest extends LanguageService {
  @Test
  void smoke() {
    Answer a =
        http.postJson(COMPLETIONS, Map.of("model", "llama-a", "prompt", "The soup", "seed", 5));
    System.out.println(a.status() + " " + a.text());
    a =
        http.postJson(
            CHAT,
            Map.of(
                "model",
                "qwen3-a",
                "messages",
                List.of(Map.of("role", "user", "content", "hi")),
                "max_tokens",
                5,
                "logprobs",
                true,
                "top_logprobs",
                2));
    System.out.println(a.status() + " " + a.text());
    a =
        http.postJson(
            CHAT,
            Map.of(
                "model",
                "qwen3-a",
                "messages",
                List.of(Map.of("role", "user", "content", "hi")),
                "max_tokens",
                5,
                "stream",
                true));
    System.out.println(a.status() + " " + a.text());
    a = http.postJson("/v1/models/t5-a/predict", Map.of("inputs", List.of("The soup needs salt")));
    System.out.println(a.status() + " " + a.text());
    a =
        http.postJson(
            "/v1/models/qwen3-a/predict",
            Map.of(
                "inputs",
                List.of("The soup needs salt"),
                "generation",
                Map.of("num_beams", 3, "max_new_tokens", 4, "num_return_sequences", 2),
                "return",
                List.of("logprobs")));
    System.out.println(a.status() + " " + a.text());
    a =
        http.postJson(
            "/v1/models/qwen3-a/tokenize",
            Map.of("messages", List.of(Map.of("role", "user", "content", "hi"))));
    System.out.println(a.status() + " " + a.text());
    assertThat(a.status()).isEqualTo(200);
  }
}
