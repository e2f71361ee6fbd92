package graft.api.language;

import graft.api.language.field.PromptField;
import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Map;
import java.util.Optional;

/** A request for texts that go on from prompts. */
record CompletionRequest(
    @Attribute(
            value = "A base model's name, the ft: name of an adapter, or its id",
            required = true)
        String model,
    @Attribute(value = "What is gone on from", required = true) PromptField prompt,
    @Attribute(value = "The most tokens of an answer; null: 16", min = 0)
        Optional<Integer> maxTokens,
    @Attribute(
            value = "Log-probabilities of the tokens, and of so many of the likeliest beside each",
            min = 0,
            max = 20)
        Optional<Integer> logprobs,
    @Attribute("Whether the prompt stands before each answer") Optional<Boolean> echo,
    @Attribute(
            value =
                "Answers that are drawn, of which the n are told whose tokens are the likeliest; null: n",
            min = 1,
            max = 32)
        Optional<Integer> bestOf,
    @Attribute(inline = true) SamplingFields sampling) {
  /** What others serve, and what to do about it here. */
  public static final Map<String, String> ELSEWHERE =
      Map.of(
          "suffix", "no text is put between two here",
          "messages", "POST /v1/chat/completions takes conversations");

  static final int USUAL_TOKENS = 16;

  CompletionRequest {
    boolean echoes = echo.orElse(false);
    int answers = sampling.answers();
    Check check = new Check();
    check.that(
        maxTokens.orElse(1) >= (echoes ? 0 : 1),
        "max_tokens",
        "must be at least 1, or 0 with echo");
    check.that(
        logprobs.orElse(0) >= 0 && logprobs.orElse(0) <= 20, "logprobs", "must be from 0 to 20");
    check.that(
        bestOf.orElse(answers) >= answers && bestOf.orElse(1) <= 32,
        "best_of",
        "must be from n, which is %d, to 32".formatted(answers));
    check.that(
        bestOf.orElse(answers) == answers || !sampling.streams(),
        "best_of",
        "cannot be above n in a stream: which are the best is known at the end");
    check.done();
  }

  int drawn() {
    return bestOf.orElse(sampling.answers());
  }

  boolean echoes() {
    return echo.orElse(false);
  }
}
