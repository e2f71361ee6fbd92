package graft.adapter.place;

import graft.site.LinearSite;
import graft.site.Sites;
import graft.spec.ErrorCode;
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
import graft.spec.adapter.attribute.ReductionFactor;
import graft.spec.adapter.target.TargetModules;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Refuses what a configuration names and a model does not have: layers beyond the last, modules
 * that are not there, exceptions for modules that are not adapted. It would change nothing, so it
 * is a slip of whoever asks for it.
 *
 * <p>Files are not asked: a {@code leave_out} or a {@code reduction_factor} that was written for
 * twelve layers is common among published adapters for six.
 */
public final class UnknownTargets {
  private static final String CODE = "not_in_model";

  private final SiteInventory model;
  private final Faults faults = new Faults();

  private UnknownTargets(Sites sites) {
    this.model = new SiteInventory(sites);
  }

  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} with every stray, by attribute
   */
  public static void refuse(AdapterConfig config, Sites sites) {
    UnknownTargets strays = new UnknownTargets(sites);
    strays.find(config, "");
    strays.faults.throwIfAny(ErrorCode.INVALID_SPEC);
  }

  private void find(AdapterConfig config, String pointer) {
    layers(config.leaveOut(), pointer, "leave_out");
    switch (config) {
      case BottleneckConfig bottleneck -> layers(bottleneck.reductionFactor(), pointer);
      case PeftLoraConfig lora -> {
        layers(lora.layersToTransform(), pointer, "layers_to_transform");
        targets(lora.targetModules(), pointer);
        List<String> adapted = paths(site -> lora.adapts(site.id().modulePath()));
        exceptions(lora.rankPattern().keySet(), adapted, pointer, "rank_pattern");
        exceptions(lora.alphaPattern().keySet(), adapted, pointer, "alpha_pattern");
      }
      case PeftVeraConfig vera -> {
        layers(vera.layersToTransform(), pointer, "layers_to_transform");
        targets(vera.targetModules(), pointer);
      }
      case PeftAdaLoraConfig lora -> {
        layers(lora.layersToTransform(), pointer, "layers_to_transform");
        targets(lora.targetModules(), pointer);
        List<String> adapted = paths(site -> lora.targets().has(site.id().modulePath()));
        exceptions(lora.rankPattern().keySet(), adapted, pointer, "rank_pattern");
      }
      case PeftLnTuningConfig norms -> {
        List<String> all =
            model.sites().norms().stream().map(site -> site.id().modulePath()).toList();
        norms.targetModules().stream()
            .filter(name -> isNobody(name, all))
            .forEach(name ->
                add(
                    pointer,
                    "target_modules",
                    "names %s: the model's norms are %s".formatted(name, model.ofNorms())));
      }
      case PeftIa3Config ia3 -> {
        targets(ia3.targetModules(), pointer);
        List<String> adapted = paths(site -> ia3.targetModules().has(site.id().modulePath()));
        ia3.feedforwardModules().stream()
            .filter(
                name -> adapted.stream().noneMatch(path -> PeftIa3Config.isFeedforward(path, name)))
            .forEach(name ->
                add(pointer, "feedforward_modules", "names " + name + ", which is not adapted"));
      }
      case ReftConfig reft -> layers(reft.layers().some(), pointer, "layers");
      case UnionConfig union -> {
        for (int i = 0; i < union.configs().size(); i++) {
          find(union.configs().get(i), pointer + "/configs/" + i);
        }
      }
      case LoraConfig _,
          MtlLoraConfig _,
          PrefixTuningConfig _,
          PromptTuningConfig _,
          PeftPromptTuningConfig _,
          PeftPTuningConfig _,
          PeftTrainableTokensConfig _,
          FusionConfig _ -> {}
    }
  }

  private void layers(ReductionFactor factor, String pointer) {
    switch (factor) {
      case ReductionFactor.ByLayer some ->
          layers(some.layers().map(Integer::valueOf).toList(), pointer, "reduction_factor");
      case ReductionFactor.Even _ -> {}
    }
  }

  private void layers(Collection<Integer> named, String pointer, String attribute) {
    List<Integer> strays =
        named.stream().filter(layer -> layer >= model.layers()).sorted().toList();
    if (!strays.isEmpty()) {
      String layers = strays.size() == 1 ? "layer " + strays.getFirst() : "layers " + strays;
      add(pointer, attribute, "names %s: the model has %s".formatted(layers, model.ofLayers()));
    }
  }

  private void targets(TargetModules targets, String pointer) {
    Stream<String> names =
        switch (targets) {
          case TargetModules.AllLinear _ -> Stream.of();
          case TargetModules.Named named -> named.names().stream();
        };
    List<String> all = paths(_ -> true);
    names
        .filter(name -> isNobody(name, all))
        .forEach(name ->
            add(
                pointer,
                "target_modules",
                "names %s: the model's linear layers are %s".formatted(name, model.ofLinear())));
  }

  private void exceptions(
      Collection<String> names, List<String> adapted, String pointer, String attribute) {
    names.stream()
        .filter(name -> isNobody(name, adapted))
        .forEach(name -> add(pointer, attribute, "names " + name + ", which is not adapted"));
  }

  private static boolean isNobody(String name, List<String> paths) {
    return paths.stream().noneMatch(path -> TargetModules.isNamed(path, name));
  }

  private List<String> paths(Predicate<LinearSite> chosen) {
    return model.sites().linear().stream()
        .filter(chosen)
        .map(site -> site.id().modulePath())
        .toList();
  }

  private void add(String pointer, String attribute, String fact) {
    faults.add(pointer + "/" + attribute, CODE, attribute + " " + fact);
  }
}
