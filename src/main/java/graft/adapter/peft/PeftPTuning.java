package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.AdapterMethod;
import graft.adapter.layer.Modules;
import graft.adapter.word.VirtualWords;
import graft.site.Pass;
import graft.site.Setup;
import graft.site.Sites;
import graft.site.WordSite;
import graft.spec.Activation;
import graft.spec.adapter.PeftPTuningConfig;
import graft.tensor.Init;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Optional;

/**
 * P-tuning (Liu et al. 2021) as PEFT has it: vectors before those of a text's words, as in {@link
 * PeftPromptTuning}, which a network makes: {@code W₃ relu(W₂ relu(W₁ E + b₁) + b₂) + b₃} with E
 * (P, width).
 */
public record PeftPTuning(PeftPTuningConfig config) implements AdapterMethod {
  private static final String LINEARS = "mlp_head.";

  @Override
  public List<WordSite> places(Sites sites) {
    return sites.words().stream().toList();
  }

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules =
        Modules.of(parameters, Modules.SHARED, Optional.empty(), "encoder_hidden_size");
    Setup.Builder setup = Setup.builder();
    for (WordSite site : places(sites)) {
      Network network = network(site, modules);
      setup.put(site, new VirtualWords(config.numVirtualTokens(), network::in));
    }
    return setup.build();
  }

  private Network network(WordSite site, Modules modules) {
    long width = site.width();
    long hidden = config.encoderHiddenSize().map(Integer::longValue).orElse(width);
    return new Network(
        modules
            .sizedBy("num_virtual_tokens")
            .create("", "embedding.weight", new Init.Normal(1), config.numVirtualTokens(), width),
        linear(modules, 0, width, hidden),
        linear(modules, 2, hidden, hidden),
        linear(modules, 4, hidden, width));
  }

  private static Linear linear(Modules modules, int place, long in, long out) {
    String name = LINEARS + place;
    return new Linear(
        modules.create("", name + ".weight", Init.linear(in), out, in),
        modules.create("", name + ".bias", Init.linear(in), out));
  }

  /** Weight (out, in) and bias (out). */
  private record Linear(NDArray weight, NDArray bias) {
    NDArray of(NDArray x) {
      return Ops.linear(x, weight, bias);
    }

    NDArray bent(NDArray x) {
      return Ops.activation(Activation.RELU, of(x));
    }
  }

  private record Network(NDArray start, Linear first, Linear second, Linear last) {
    /** (P, E), made once a pass. */
    NDArray in(Pass pass) {
      return pass.memo().once(this, this::rows);
    }

    private NDArray rows() {
      return last.of(second.bent(first.bent(start)));
    }
  }
}
