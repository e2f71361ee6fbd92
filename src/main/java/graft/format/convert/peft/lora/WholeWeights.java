package graft.format.convert.peft.lora;

import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.convert.peft.lora.PeftNames.Named;
import graft.format.convert.peft.lora.PeftNames.Part;
import graft.format.convert.peft.matrix.Matrices;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.attribute.Alpha;
import graft.spec.adapter.attribute.LoraStart;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Adapters of weights that have lost what the adapter started with (PiSSA, OLoRA), as plain LoRA of
 * the whole weights: {@code A' = [A; A₀]}, {@code B' = [B, -B₀]}, of twice the rank and the same
 * scale. PEFT's own files of them need the decomposition to come out the same, and break where two
 * are loaded.
 */
final class WholeWeights {
  private WholeWeights() {}

  static PeftAdapter of(SavedAdapter saved, PeftLoraConfig config) {
    SavedPart adapter = saved.adapter();
    String name = adapter.envelope().name().orElse("");
    Map<String, Tensor> tensors = new TreeMap<>();
    adapter
        .tensors()
        .forEach((own, tensor) -> {
          Named named =
              PeftNames.ofOwn(own, name)
                  .orElseThrow(() -> FormatRefusal.of("PEFT has no place for tensor " + own));
          switch (named.part()) {
            case A ->
                tensors.put(
                    own, Matrices.above(tensor, initial(adapter, named, Part.INITIAL_A, name)));
            case B ->
                tensors.put(
                    own,
                    Matrices.beside(
                        tensor,
                        Matrices.scaled(initial(adapter, named, Part.INITIAL_B, name), -1)));
            case INITIAL_A, INITIAL_B -> {}
            case SCALE, MAGNITUDE, B_BIAS, BIAS, LONE_BIAS, TOKENS -> tensors.put(own, tensor);
          }
        });
    PeftLoraConfig doubled = doubled(config);
    SavedPart whole = new SavedPart(adapter.envelope().withConfig(doubled.json()), tensors);
    return NativePeft.of(new SavedAdapter(whole, saved.head(), saved.notices()), doubled);
  }

  private static Tensor initial(SavedPart adapter, Named named, Part part, String name) {
    String own = new Named(named.path(), part).own(name);
    Tensor tensor = adapter.tensors().get(own);
    if (tensor == null) {
      throw FormatRefusal.of("the adapter has no tensor " + own);
    }
    return tensor;
  }

  /** Alpha over the rank, or over its root, stays what it was. */
  private static PeftLoraConfig doubled(PeftLoraConfig config) {
    double factor = config.useRslora() ? Math.sqrt(2) : 2;
    return new PeftLoraConfig(
        config.targetModules(),
        2 * config.r(),
        times(config.loraAlpha(), factor),
        config.loraDropout(),
        config.useRslora(),
        config.bias(),
        config.rankPattern().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, rank -> 2 * rank.getValue())),
        config.alphaPattern().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, a -> times(a.getValue(), factor))),
        config.layersToTransform(),
        config.useDora(),
        config.loraBias(),
        LoraStart.DEFAULT,
        config.excludeModules(),
        config.trainableTokenIndices());
  }

  private static Alpha times(Alpha alpha, double factor) {
    return new Alpha(alpha.value() * factor);
  }
}
