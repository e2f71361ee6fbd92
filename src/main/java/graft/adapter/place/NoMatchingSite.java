package graft.adapter.place;

import graft.site.Sites;
import graft.spec.Fault;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.MtlLoraConfig;
import graft.spec.adapter.PeftConfig;
import graft.spec.adapter.PeftLnTuningConfig;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.PeftPTuningConfig;
import graft.spec.adapter.PeftPromptTuningConfig;
import graft.spec.adapter.PeftTrainableTokensConfig;
import graft.spec.adapter.PrefixTuningConfig;
import graft.spec.adapter.PromptTuningConfig;
import graft.spec.adapter.ReftConfig;
import graft.spec.adapter.UnionConfig;

/** Why a configuration that has no place in a model has none. */
public record NoMatchingSite(Sites sites) {
  /** What is wrong, by the attribute that is. */
  public Fault fault(AdapterConfig config) {
    return switch (config) {
      case BottleneckConfig bottleneck -> of(bottleneck);
      case LoraConfig lora -> of(lora);
      case MtlLoraConfig lora -> of(lora.lora());
      case PeftLoraConfig lora
          when sites.linear().stream()
              .anyMatch(site -> lora.targetModules().has(site.id().modulePath())) ->
          of(
              "layers_to_transform",
              "has none of the layers of the modules that are named; the model has "
                  + inventory().ofLayers());
      case PeftTrainableTokensConfig tokens when tokens.tokenIndices().isEmpty() ->
          of("token_indices", "must name a token");
      case PeftPromptTuningConfig _, PeftPTuningConfig _, PeftTrainableTokensConfig _ ->
          new Fault("", "no_place", "the model reads no tokens");
      case PeftLnTuningConfig _ ->
          of("target_modules", "names no norm of the model, which has " + inventory().ofNorms());
      case PeftConfig _ ->
          of(
              "target_modules",
              "names no linear layer of the model, which has " + inventory().ofLinear());
      case ReftConfig _ ->
          of("layers", "names none of the model's, which has " + inventory().ofLayers());
      case PromptTuningConfig _ ->
          new Fault(
              "",
              "no_place",
              "AdapterHub tunes prompts of encoders of texts; peft_prompt_tuning is for all models"
                  + " that read text");
      case PrefixTuningConfig _ -> new Fault("", "no_place", "the model has no attention");
      case FusionConfig _ ->
          new Fault(
              "",
              "no_place",
              "the adapters that the fusion mixes sit at no sublayer, where it could mix them");
      case UnionConfig _ -> throw new IllegalArgumentException("a union is as much as its parts");
    };
  }

  private Fault of(BottleneckConfig config) {
    if (Sublayers.roles(config).isEmpty()) {
      return of(
          "mh_adapter",
          "or output_adapter must be true: without them no sublayer has an adapter, of "
              + inventory().ofSublayers());
    }
    if (!sites.sublayers(Sublayers.roles(config)).isEmpty()) {
      return nothingLeft();
    }
    String attribute =
        config.mhAdapter()
            ? "mh_adapter"
            : config.outputAdapter() ? "output_adapter" : "cross_adapter";
    return of(
        attribute, "has no place in the model, whose sublayers are " + inventory().ofSublayers());
  }

  private Fault of(LoraConfig config) {
    return sites.linear(LoraSites.roles(config)).isEmpty()
        ? of(
            config.selfattnLora() ? "attn_matrices" : "intermediate_lora",
            "has no place in the model, whose linear layers are " + inventory().ofLinear())
        : nothingLeft();
  }

  private Fault nothingLeft() {
    return of("leave_out", "must leave a layer: the model has " + inventory().ofLayers());
  }

  private static Fault of(String attribute, String fact) {
    return new Fault("/" + attribute, "no_place", attribute + " " + fact);
  }

  private SiteInventory inventory() {
    return new SiteInventory(sites);
  }
}
