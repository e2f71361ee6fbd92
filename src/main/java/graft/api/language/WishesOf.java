package graft.api.language;

import graft.recipe.generate.GenerationWishes;
import graft.recipe.generate.TokenWishes;
import graft.recipe.generate.ToldWishes;
import graft.spec.generation.EarlyStopping;
import graft.spec.generation.GenerationSpec;
import graft.spec.generation.StopTexts;
import graft.spec.generation.Unsaid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What requests of OpenAI's clients wish, in the house's words. */
final class WishesOf {
  /** Of a chat where nobody says how many, if there is room for so many. */
  private static final int USUAL_OF_CHAT = 4096;

  private WishesOf() {}

  static GenerationWishes chat(ChatCompletionRequest request, long seed) {
    int told = request.logprobs().orElse(false) ? request.topLogprobs().orElse(0) : -1;
    return wishes(
        request.sampling(),
        request.most(),
        USUAL_OF_CHAT,
        request.sampling().answers(),
        new ToldWishes(told, false, false, request.sampling().skipsSpecial(), false, true),
        seed);
  }

  /** Whoever asks for no token gets one that is not told of. */
  static GenerationWishes completion(CompletionRequest request, long seed) {
    boolean ranks = request.drawn() > request.sampling().answers();
    int told = request.logprobs().orElse(ranks ? 0 : -1);
    return wishes(
        request.sampling(),
        request.maxTokens().map(most -> Math.max(1, most)),
        CompletionRequest.USUAL_TOKENS,
        request.drawn(),
        new ToldWishes(
            told,
            false,
            request.echoes() && request.logprobs().isPresent(),
            request.sampling().skipsSpecial(),
            true,
            true),
        seed);
  }

  private static GenerationWishes wishes(
      SamplingFields sampling,
      Optional<Integer> most,
      int usual,
      int sequences,
      ToldWishes told,
      long seed) {
    Map<Integer, Double> bias = new HashMap<>();
    sampling.logitBias().forEach((id, value) -> bias.put(Integer.valueOf(id), value));
    return new GenerationWishes(
        spec(sampling, most),
        Unsaid.DRAWN_AS_MODEL,
        usual,
        sequences,
        new TokenWishes(
            sampling.presencePenalty().orElse(0.0),
            sampling.frequencyPenalty().orElse(0.0),
            bias,
            sampling.stopTokenIds(),
            sampling.ignoreEos().orElse(false)),
        told,
        seed);
  }

  private static GenerationSpec spec(SamplingFields sampling, Optional<Integer> most) {
    return new GenerationSpec(
        most,
        Math.min(sampling.minTokens().orElse(0), most.orElse(GenerationSpec.MOST_TOKENS)),
        Optional.empty(),
        sampling.temperature(),
        sampling.topK().map(k -> Math.max(k, 0)),
        sampling.topP(),
        sampling.minP(),
        sampling.repetitionPenalty(),
        0,
        1,
        1,
        EarlyStopping.BY_PRESENT_LENGTH,
        1,
        Optional.empty(),
        sampling.stop().orElse(StopTexts.NONE),
        sampling.seed());
  }
}
