package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.site.Pass;
import graft.site.WordSite;
import graft.spec.adapter.PeftPTuningConfig;
import graft.tensor.Init;
import java.util.function.Function;

/**
 * P-tuning (Liu et al. 2021) as PEFT has it: vectors before those of a text's words, as in {@link
 * PeftPromptTuning}, which a network makes of others of the same shape.
 */
public record PeftPTuning(PeftPTuningConfig config) implements PromptMethod {
  @Override
  public int virtualTokens() {
    return config.numVirtualTokens();
  }

  @Override
  public Function<Pass, NDArray> rows(WordSite site, Modules modules) {
    NDArray start =
        modules.create("", "embedding.weight", new Init.Normal(1), virtualTokens(), site.width());
    PromptNetwork network = network(site.width(), modules.sizedBy("encoder_hidden_size"));
    return pass -> pass.memo().once(network, () -> network.of(start, pass));
  }

  private PromptNetwork network(long width, Modules modules) {
    long hidden = config.encoderHiddenSize().map(Integer::longValue).orElse(width);
    return switch (config.encoderReparameterizationType()) {
      case MLP -> PromptPerceptron.create(modules, width, hidden);
      case LSTM -> PromptLstm.create(modules, config, width, hidden);
    };
  }
}
