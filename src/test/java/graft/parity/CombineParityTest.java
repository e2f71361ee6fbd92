package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.adapter.PublishedNames;
import graft.format.FileFaults;
import graft.format.Safetensors;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.adapter.AdapterNames;
import graft.format.adapter.Peft;
import graft.format.adapter.SavedPart;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.format.convert.peft.PeftImport;
import graft.model.BaseModel;
import graft.recipe.combine.AdapterCombiner;
import graft.recipe.combine.Combined;
import graft.recipe.combine.KeptEntries;
import graft.recipe.saved.SavedTensors;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.Setup;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.adapter.AdapterConfig;
import graft.spec.combination.Combination;
import graft.tensor.HostMemory;
import graft.tensor.Parameters;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters combined as PEFT and AdapterHub combine them: tensors and changes of weights. */
class CombineParityTest {
  static Stream<ParityCase> cases() {
    return ParityArchive.combined().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyRecipeAgrees(ParityCase parity) {
    try (BaseModel model = ParityFixture.load(parity);
        Tensors io =
            Safetensors.open(
                parity.directory().resolve("io.safetensors"), ErrorCode.INVALID_ADAPTER);
        NDManager manager = model.newManager();
        Arena arena = Arena.ofShared()) {
      Map<String, Adapter> adapters = new HashMap<>();
      parity
          .all()
          .forEach(
              saved -> adapters.put(saved.name(), adapter(parity, saved, model, manager, arena)));
      for (Object run : (List<?>) parity.json().get("combine")) {
        agrees((Map<?, ?>) run, parity, io, model, manager, adapters);
      }
    }
  }

  private static void agrees(
      Map<?, ?> run,
      ParityCase parity,
      Tensors io,
      BaseModel model,
      NDManager manager,
      Map<String, Adapter> all) {
    String name = run.get("name").toString();
    List<String> names = ((List<?>) run.get("adapters")).stream().map(Object::toString).toList();
    boolean arePefts = parity.library().equals("peft");
    KeptEntries masks =
        (adapter, tensor, size, density) ->
            mask(io, name + "/mask/" + names.get(adapter) + "/", tensor);
    Combined made =
        AdapterCombiner.combined(
            recipe(run, names), model, names.stream().map(all::get).toList(), arePefts, masks);
    Adapter result = made.fit(model.sites(), Parameters.in(manager, 0));
    PublishedNames published = PublishedNames.of(model.architecture(), "<name>");
    result
        .parameters()
        .all()
        .forEach(parameter -> {
          String own = published.of(parameter.name());
          String key =
              name + "/combined/" + (arePefts ? own.replace(".loras.<name>", "") + ".weight" : own);
          if (io.contains(key)) {
            near(HostMemory.floats(parameter.value()), io.get(key), parity, "tensors", name);
          }
        });
    if (io.names().stream().anyMatch(key -> key.startsWith(name + "/delta/"))) {
      Setup merged = result.merged();
      for (LinearSite site : model.sites().linear()) {
        String path = model.architecture().whole(site.id().modulePath());
        String key = name + "/delta/" + path + ".weight";
        if (io.contains(key)) {
          near(change(site, merged), io.get(key), parity, "delta", name);
        }
      }
    }
  }

  private static float[] change(LinearSite site, Setup merged) {
    float[] before = HostMemory.floats(site.weights().weight());
    LinearWeights after = merged.merged(site.id()).orElseThrow();
    float[] change = HostMemory.floats(after.weight());
    for (int i = 0; i < change.length; i++) {
      change[i] -= before[i];
    }
    return change;
  }

  private static void near(
      float[] found, Tensor expected, ParityCase parity, String tolerance, String run) {
    assertThat(Differences.largest(found, expected.floats()))
        .as(run + " " + expected.name())
        .isLessThanOrEqualTo(parity.tolerance(tolerance));
  }

  private static boolean[] mask(Tensors io, String prefix, String tensor) {
    String key =
        io.names().stream()
            .filter(name -> name.startsWith(prefix) && name.contains(tensor))
            .findFirst()
            .orElseThrow();
    float[] values = io.get(key).floats();
    boolean[] kept = new boolean[values.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = values[i] != 0;
    }
    return kept;
  }

  private static Combination recipe(Map<?, ?> run, List<String> names) {
    List<Object> parts = new ArrayList<>();
    List<?> weights = (List<?>) run.get("weights");
    for (int i = 0; i < names.size(); i++) {
      Map<String, Object> part = new HashMap<>(Map.of("id", "adp-" + names.get(i)));
      if (weights != null) {
        part.put("weight", weights.get(i));
      }
      parts.add(part);
    }
    Map<String, Object> json = new HashMap<>(Map.of("adapters", parts));
    for (String key :
        List.of(
            "method",
            "density",
            "majority_sign_method",
            "svd_rank",
            "normalize_weights",
            "heads")) {
      if (run.get(key) != null) {
        json.put(key, run.get(key));
      }
    }
    Faults faults = new Faults();
    Combination recipe = Codec.read(Combination.class, json, "", faults).orElse(null);
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return recipe;
  }

  private static Adapter adapter(
      ParityCase parity, ParityCase.Saved saved, BaseModel model, NDManager manager, Arena arena) {
    PublishedNames names = PublishedNames.of(model.architecture(), saved.name());
    if (parity.library().equals("adapters")) {
      Map<String, Object> config = new HashMap<>(saved.config());
      config.remove("dtype");
      Adapter adapter =
          Adapter.fit(AdapterConfig.read(config), model.sites(), Parameters.in(manager, 0));
      try (Tensors tensors =
          Safetensors.open(
              saved.directory().resolve("adapter.safetensors"), ErrorCode.INVALID_ADAPTER)) {
        fill(adapter, names, tensors.asMap());
      }
      return adapter;
    }
    SavedPart part =
        PeftImport.of(Peft.read(saved.directory(), arena), PeftFixture.target(model), saved.name())
            .adapter();
    Adapter adapter =
        Adapter.fit(
            PublishedConfig.read(part.envelope().config().orElseThrow()),
            model.sites(),
            Parameters.in(manager, 0));
    fill(adapter, names, AdapterNames.withPrefix(part.tensors(), model.architecture().prefix()));
    return adapter;
  }

  private static void fill(Adapter adapter, PublishedNames names, Map<String, Tensor> tensors) {
    FileFaults faults = new FileFaults();
    new SavedTensors(names, faults).fill(tensors, adapter.parameters(), Set.of());
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }
}
