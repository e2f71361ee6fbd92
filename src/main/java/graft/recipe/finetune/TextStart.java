package graft.recipe.finetune;

import graft.adapter.PromptTuning;
import graft.adapter.peft.PeftPromptTuning;
import graft.data.Tokenizer;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.Preparation;
import graft.site.WordSite;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.PeftPromptTuningConfig;
import graft.spec.adapter.PromptTuningConfig;
import graft.spec.adapter.UnionConfig;
import graft.spec.adapter.attribute.PromptStart;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Virtual tokens that start as those of a text: as PEFT reads it, with the tokenizer's own tokens
 * around it, cut or repeated to as many as there are.
 */
final class TextStart {
  private TextStart() {}

  static void set(AdaptedModel adapted, Preparation preparation) {
    parts(adapted.adapter().config())
        .flatMap(part -> of(part).stream())
        .findFirst()
        .ifPresent(asked -> asked.set(adapted, preparation.tokenization().orElseThrow()));
  }

  private static Optional<Asked> of(AdapterConfig part) {
    return switch (part) {
      case PeftPromptTuningConfig prompt when prompt.promptTuningInit() == PromptStart.TEXT ->
          prompt
              .promptTuningInitText()
              .map(text -> new Asked(text, prompt.numVirtualTokens(), PeftPromptTuning.NAME));
      case PromptTuningConfig prompt
          when prompt.promptInit() == PromptTuningConfig.Start.FROM_STRING ->
          prompt
              .promptInitText()
              .map(text -> new Asked(text, prompt.promptLength(), PromptTuning.NAME));
      default -> Optional.empty();
    };
  }

  /** A text that so many vectors start as. */
  private record Asked(String text, int number, ParameterName name) {
    void set(AdaptedModel adapted, Tokenizer tokenizer) {
      WordSite site = adapted.model().sites().words().orElseThrow();
      long[] ids = ids(tokenizer.encodeWhole(text, true).ids(), number);
      Parameters parameters = adapted.adapter().parameters();
      Parameter vectors = parameters.find(name).orElseThrow();
      parameters.set(
          vectors, PeftPromptTuning.vectors(site, ids), vectors.value().getShape().getShape());
    }
  }

  private static long[] ids(int[] text, int number) {
    long[] ids = new long[number];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = text[i % text.length];
    }
    return ids;
  }

  private static Stream<AdapterConfig> parts(AdapterConfig config) {
    return config instanceof UnionConfig union
        ? union.configs().stream().flatMap(TextStart::parts)
        : Stream.of(config);
  }
}
