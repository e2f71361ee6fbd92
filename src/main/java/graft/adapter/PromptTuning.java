package graft.adapter;

import graft.adapter.layer.Modules;
import graft.adapter.place.NoPlace;
import graft.adapter.word.InsertedVectors;
import graft.adapter.word.StartingText;
import graft.architecture.Stack;
import graft.site.EmbeddingSite;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.spec.Fault;
import graft.spec.adapter.PromptTuningConfig;
import graft.spec.adapter.PromptTuningConfig.Combine;
import graft.tensor.Init;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Optional;

/**
 * Prompt tuning (Lester et al. 2021) as AdapterHub has it, in encoders: P trained vectors behind
 * the embedding block, so that the text keeps its positions and they get none. Every token sees
 * them; classifications that look at what is first look at one of them, unless they stand behind
 * the first token.
 *
 * <p>Only the semantics of explicit attention are followed: the reference's fused kernels give
 * other numbers (T24).
 */
public record PromptTuning(PromptTuningConfig config) implements AdapterMethod {
  private static final String FAMILY = "prompt_tuning.prompt_tunings";
  private static final String TENSOR = "prompt_embedding.weight";

  /** The name of the vectors. */
  private static final ParameterName NAME = new ParameterName("", FAMILY, TENSOR);

  /** The reference library's constant. */
  private static final double BOUND = 0.5;

  @Override
  public List<EmbeddingSite> places(Sites sites) {
    boolean decodes =
        sites.attention().stream().anyMatch(site -> site.id().stack() == Stack.DECODER);
    return decodes ? List.of() : sites.embedding();
  }

  @Override
  public Fault placeless(Sites sites) {
    return NoPlace.of(
        "AdapterHub tunes prompts of encoders of texts; peft_prompt_tuning is for all models that"
            + " read text");
  }

  @Override
  public String attribute(Site place) {
    return "prompt_length";
  }

  @Override
  public Optional<StartingText> startingText() {
    return config.promptInit() == PromptTuningConfig.Start.FROM_STRING
        ? config.promptInitText().map(text -> new StartingText(text, config.promptLength(), NAME))
        : Optional.empty();
  }

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, FAMILY, config.initWeightsSeed(), "prompt_length");
    int behind = config.combine() == Combine.PREFIX_AFTER_BOS ? 1 : 0;
    Setup.Builder setup = Setup.builder();
    for (EmbeddingSite site : places(sites)) {
      Init start = new Init.Uniform(BOUND);
      setup.put(
          site,
          new InsertedVectors(
              modules.create("", TENSOR, start, config.promptLength(), site.width()), behind));
    }
    return setup.build();
  }
}
