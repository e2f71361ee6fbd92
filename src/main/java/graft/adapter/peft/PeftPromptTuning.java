package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.adapter.word.StartingText;
import graft.adapter.word.WordVectors;
import graft.site.Pass;
import graft.site.WordSite;
import graft.spec.adapter.PeftPromptTuningConfig;
import graft.spec.adapter.attribute.PromptStart;
import graft.tensor.Init;
import graft.tensor.ParameterName;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * Prompt tuning (Lester et al. 2021) as PEFT has it: P trained vectors before those of a text's
 * words, in an encoder where there are two stacks. They take positions, which the text's begin
 * behind, and classifications that look at what is first look at one of them.
 *
 * <p>Vectors that start as those of a text need its tokens, see {@code TextStart} of the recipes;
 * until then they are those of words.
 */
public record PeftPromptTuning(PeftPromptTuningConfig config) implements PromptMethod {
  /** PEFT's name of the vectors. */
  private static final String TENSOR = "prompt_embeddings";

  /** The vectors' name. */
  private static final ParameterName NAME = new ParameterName("", Modules.SHARED, TENSOR);

  @Override
  public int virtualTokens() {
    return config.numVirtualTokens();
  }

  @Override
  public Function<Pass, NDArray> rows(WordSite site, Modules modules) {
    NDArray rows = modules.create("", TENSOR, start(site), virtualTokens(), site.width());
    return _ -> rows;
  }

  @Override
  public Optional<StartingText> startingText() {
    return config.promptTuningInit() == PromptStart.TEXT
        ? config
            .promptTuningInitText()
            .map(text -> new StartingText(text, config.numVirtualTokens(), NAME))
        : Optional.empty();
  }

  private Init start(WordSite site) {
    return switch (config.promptTuningInit()) {
      case RANDOM -> new Init.Normal(1);
      case SAMPLE_VOCAB, TEXT -> new Init.Computed(random -> drawn(site, random));
    };
  }

  /** The vectors of words, each as likely as any other. */
  private float[] drawn(WordSite site, DoubleSupplier normal) {
    long[] ids = new long[config.numVirtualTokens()];
    for (int i = 0; i < ids.length; i++) {
      // A normal's angle with another is even.
      double turn = Math.atan2(normal.getAsDouble(), normal.getAsDouble()) / (2 * Math.PI) + 0.5;
      ids[i] = Math.min(site.size() - 1, (long) (turn * site.size()));
    }
    return WordVectors.of(site, ids);
  }
}
