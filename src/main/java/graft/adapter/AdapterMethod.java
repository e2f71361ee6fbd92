package graft.adapter;

import graft.adapter.peft.PeftAdaLora;
import graft.adapter.peft.PeftIa3;
import graft.adapter.peft.PeftLnTuning;
import graft.adapter.peft.PeftLora;
import graft.adapter.peft.PeftPTuning;
import graft.adapter.peft.PeftPromptTuning;
import graft.adapter.peft.PeftTrainableTokens;
import graft.adapter.peft.PeftVera;
import graft.adapter.place.Strays;
import graft.adapter.prefix.PrefixTuning;
import graft.adapter.word.StartingText;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.MtlLoraConfig;
import graft.spec.adapter.PeftAdaLoraConfig;
import graft.spec.adapter.PeftIa3Config;
import graft.spec.adapter.PeftLnTuningConfig;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.PeftPTuningConfig;
import graft.spec.adapter.PeftPromptTuningConfig;
import graft.spec.adapter.PeftTrainableTokensConfig;
import graft.spec.adapter.PeftVeraConfig;
import graft.spec.adapter.PrefixTuningConfig;
import graft.spec.adapter.PromptTuningConfig;
import graft.spec.adapter.ReftConfig;
import graft.spec.adapter.UnionConfig;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Optional;

/** A family of adapters: makes its tensors for the sites of a model. */
public interface AdapterMethod {
  /**
   * Creates the trainable tensors and says what sits where. Sees all sites, so that shared tensors
   * are made once.
   */
  Setup fit(Sites sites, Parameters parameters);

  /** The sites at which {@link #fit} puts something. */
  List<? extends Site> places(Sites sites);

  /** Why there are none in a model, by the attribute that leaves none. */
  Fault placeless(Sites sites);

  /** The attribute that asks for one of its places. */
  String attribute(Site place);

  /** Adds what the configuration names and the model does not have, but for {@code leave_out}. */
  default void find(Strays strays) {}

  /** The text as which some of its vectors start, whose tokens only a tokenizer knows. */
  default Optional<StartingText> startingText() {
    return Optional.empty();
  }

  /**
   * The method of a configuration for which these sites have a place.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} with the attribute that leaves it none
   */
  static AdapterMethod placed(AdapterConfig config, Sites sites) {
    AdapterMethod method = of(config);
    if (method.places(sites).isEmpty()) {
      throw new GraftException(ErrorCode.INVALID_SPEC, method.placeless(sites));
    }
    return method;
  }

  /**
   * Refuses what a configuration names and a model does not have.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} with every stray, by attribute
   */
  static void refuseStrays(AdapterConfig config, Sites sites) {
    Faults faults = new Faults();
    find(config, new Strays(sites, "", faults));
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
  }

  /** Adds what a configuration names and the model does not have. */
  static void find(AdapterConfig config, Strays strays) {
    strays.layers(config.leaveOut(), "leave_out");
    of(config).find(strays);
  }

  static AdapterMethod of(AdapterConfig config) {
    return switch (config) {
      case BottleneckConfig c -> new Bottleneck(c);
      case LoraConfig c when c.compositionMode() == LoraConfig.CompositionMode.SCALE -> new Ia3(c);
      case LoraConfig c when c.isVera() -> new Vera(c);
      case LoraConfig c -> new Lora(c);
      case MtlLoraConfig c -> new MtlLora(c);
      case ReftConfig c -> new Reft(c);
      case PromptTuningConfig c -> new PromptTuning(c);
      case PrefixTuningConfig c -> new PrefixTuning(c);
      case UnionConfig c -> new Union(c);
      case FusionConfig c -> new Fusion(c);
      case PeftLoraConfig c -> new PeftLora(c);
      case PeftIa3Config c -> new PeftIa3(c);
      case PeftVeraConfig c -> new PeftVera(c);
      case PeftAdaLoraConfig c -> new PeftAdaLora(c);
      case PeftLnTuningConfig c -> new PeftLnTuning(c);
      case PeftPromptTuningConfig c -> new PeftPromptTuning(c);
      case PeftPTuningConfig c -> new PeftPTuning(c);
      case PeftTrainableTokensConfig c -> new PeftTrainableTokens(c);
    };
  }
}
