package graft.api.language;

import graft.api.language.field.StreamOptions;
import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.generation.GenerationSpec;
import graft.spec.generation.StopTexts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What chats and completions say of generating, by OpenAI's names and vLLM's. */
record SamplingFields(
    @Attribute(
            value =
                "What scores are divided by before drawing; 0: the likeliest; null: the model's",
            min = 0)
        Optional<Double> temperature,
    @Attribute(value = "Draws among the fewest likeliest tokens that have it together", max = 1)
        Optional<Double> topP,
    @Attribute(value = "Draws among so many of the likeliest tokens; 0 and -1: all", min = -1)
        Optional<Integer> topK,
    @Attribute(value = "Least probability, as a share of the likeliest token's", min = 0, max = 1)
        Optional<Double> minP,
    @Attribute("What scores above 0 of tokens that occur already are divided by; above 0")
        Optional<Double> repetitionPenalty,
    @Attribute(value = "Taken off the score of each token that was generated", min = -2, max = 2)
        Optional<Double> presencePenalty,
    @Attribute(
            value = "Taken off the score of a token for each time that it was generated",
            min = -2,
            max = 2)
        Optional<Double> frequencyPenalty,
    @Attribute("Added to the scores of tokens, by their ids; from -100 to 100")
        Map<String, Double> logitBias,
    @Attribute(value = "Answers of one prompt; null: 1", min = 1, max = 32) Optional<Integer> n,
    @Attribute("Texts that end an answer, and are no part of it; at most 16")
        Optional<StopTexts> stop,
    @Attribute("Further tokens that end an answer") List<Integer> stopTokenIds,
    @Attribute("Whether the model's own end tokens do not end an answer")
        Optional<Boolean> ignoreEos,
    @Attribute(value = "New tokens before an end token may come", min = 0)
        Optional<Integer> minTokens,
    @Attribute("Whether special tokens are left out of the text; null: true")
        Optional<Boolean> skipSpecialTokens,
    @Attribute("Draws the same tokens each time; null: drawn") Optional<Long> seed,
    @Attribute("Whether the answer comes as server-sent events") Optional<Boolean> stream,
    @Attribute("With stream alone") Optional<StreamOptions> streamOptions,
    @Attribute("Whose request it is; not looked at") Optional<String> user,
    @Attribute("Not looked at") Map<String, String> metadata,
    @Attribute("false: no answer is stored here") Optional<Boolean> store) {
  SamplingFields {
    Check check = new Check();
    check.that(
        temperature.isEmpty() || (temperature.get() >= 0 && Double.isFinite(temperature.get())),
        "temperature",
        "must be at least 0" + found(temperature));
    check.that(
        topP.isEmpty() || (topP.get() > 0 && topP.get() <= 1),
        "top_p",
        "must be above 0 and at most 1" + found(topP));
    check.that(topK.isEmpty() || topK.get() >= -1, "top_k", "must be at least -1" + found(topK));
    check.that(
        minP.isEmpty() || (minP.get() >= 0 && minP.get() <= 1),
        "min_p",
        "must be from 0 to 1" + found(minP));
    check.that(
        repetitionPenalty.isEmpty() || repetitionPenalty.get() > 0,
        "repetition_penalty",
        "must be above 0" + found(repetitionPenalty));
    checkPenalty(check, presencePenalty, "presence_penalty");
    checkPenalty(check, frequencyPenalty, "frequency_penalty");
    logitBias.forEach((id, bias) ->
        check.that(
            id.matches("\\d{1,9}") && bias >= -100 && bias <= 100,
            "logit_bias/" + id,
            "must be a token id with a number from -100 to 100, not " + bias));
    int most = GenerationSpec.MOST_SEQUENCES;
    check.that(
        n.isEmpty() || (n.get() >= 1 && n.get() <= most),
        "n",
        "must be from 1 to " + most + found(n));
    check.that(
        stopTokenIds.stream().allMatch(id -> id >= 0) && stopTokenIds.size() <= 64,
        "stop_token_ids",
        "must be at most 64 token ids");
    check.that(
        minTokens.isEmpty() || minTokens.get() >= 0,
        "min_tokens",
        "must be at least 0" + found(minTokens));
    check.that(
        streamOptions.isEmpty() || stream.orElse(false),
        "stream_options",
        "goes with stream: true alone");
    check.done();
  }

  private static void checkPenalty(Check check, Optional<Double> value, String name) {
    check.that(
        value.isEmpty() || Math.abs(value.get()) <= 2, name, "must be from -2 to 2" + found(value));
  }

  private static String found(Optional<?> value) {
    return value.map(given -> ", not " + given).orElse("");
  }

  int answers() {
    return n.orElse(1);
  }

  boolean streams() {
    return stream.orElse(false);
  }

  boolean includesUsage() {
    return streamOptions.flatMap(StreamOptions::includeUsage).orElse(false);
  }

  boolean skipsSpecial() {
    return skipSpecialTokens.orElse(true);
  }
}
