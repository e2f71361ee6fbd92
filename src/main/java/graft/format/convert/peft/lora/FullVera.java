package graft.format.convert.peft.lora;

import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.convert.AttentionShape;
import graft.format.convert.peft.matrix.Matrices;
import graft.spec.adapter.LoraConfig;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * AdapterHub's VeRA, whose trained matrices are whole ones, as the LoRA that computes the same:
 * {@code A' = D A}, {@code B' = V B} in each module. PEFT's VeRA has vectors in their place.
 */
final class FullVera {
  private static final String D = "vera_D";

  private FullVera() {}

  static PeftAdapter of(SavedAdapter saved, LoraConfig config, Optional<AttentionShape> attention) {
    SavedPart adapter = saved.adapter();
    Map<String, Tensor> tensors = new TreeMap<>();
    Tensor a = shared(adapter, "lora_A");
    Tensor b = shared(adapter, "lora_B");
    adapter
        .tensors()
        .forEach((name, d) -> {
          if (name.endsWith("." + D)) {
            String module = name.substring(0, name.length() - D.length());
            Tensor v = adapter.tensors().get(module + "vera_B");
            if (v == null) {
              throw FormatRefusal.of("the adapter has no tensor " + module + "vera_B");
            }
            put(Matrices.product(d, a).named(module + "lora_A"), tensors);
            put(Matrices.product(v, b).named(module + "lora_B"), tensors);
          }
        });
    SavedPart plain = new SavedPart(adapter.envelope(), tensors);
    return LoraExport.of(
        new SavedAdapter(plain, saved.head(), saved.notices()), config.withoutVera(), attention);
  }

  private static void put(Tensor tensor, Map<String, Tensor> tensors) {
    tensors.put(tensor.name(), tensor);
  }

  private static Tensor shared(SavedPart adapter, String tensor) {
    Optional<Tensor> found =
        adapter.tensors().values().stream()
            .filter(any -> any.name().contains("shared_parameters."))
            .filter(any -> any.name().endsWith("." + tensor))
            .findFirst();
    return found.orElseThrow(() -> FormatRefusal.of("the adapter has no shared tensor " + tensor));
  }
}
