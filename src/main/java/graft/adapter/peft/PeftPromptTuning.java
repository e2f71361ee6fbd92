package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.adapter.AdapterMethod;
import graft.adapter.layer.Modules;
import graft.adapter.word.VirtualWords;
import graft.site.Setup;
import graft.site.Sites;
import graft.site.WordSite;
import graft.spec.adapter.PeftPromptTuningConfig;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Init;
import graft.tensor.Ops;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Prompt tuning (Lester et al. 2021) as PEFT has it: P trained vectors before those of a text's
 * words, in an encoder where there are two stacks. They take positions, which the text's begin
 * behind, and classifications that look at what is first look at one of them.
 *
 * <p>Vectors that start as those of a text need its tokens, see {@code TextStart} of the recipes;
 * until then they are those of words.
 */
public record PeftPromptTuning(PeftPromptTuningConfig config) implements AdapterMethod {
  /** PEFT's name of the vectors. */
  private static final String TENSOR = "prompt_embeddings";

  /** The vectors' name. */
  public static final ParameterName NAME = new ParameterName("", Modules.SHARED, TENSOR);

  @Override
  public List<WordSite> places(Sites sites) {
    return sites.words().stream().toList();
  }

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules =
        Modules.of(parameters, Modules.SHARED, Optional.empty(), "num_virtual_tokens");
    Setup.Builder setup = Setup.builder();
    int number = config.numVirtualTokens();
    for (WordSite site : places(sites)) {
      NDArray rows = modules.create("", TENSOR, start(site), number, site.width());
      setup.put(site, new VirtualWords(number, _ -> rows));
    }
    return setup.build();
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
    return vectors(site, ids);
  }

  /** The vectors of words, one after the other. */
  public static float[] vectors(WordSite site, long[] ids) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        NDArray places = site.words().getManager().create(ids, new Shape(ids.length));
        return HostMemory.floats(Ops.embedding(site.words(), places));
      }
    });
  }
}
