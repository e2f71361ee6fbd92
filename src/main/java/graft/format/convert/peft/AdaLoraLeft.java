package graft.format.convert.peft;

import graft.format.Tensor;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.convert.peft.matrix.Matrices;
import graft.spec.adapter.PeftAdaLoraConfig;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a training of AdaLoRA has left. The house keeps a direction that was taken away with a
 * factor of 0, which adds nothing; PEFT's finished file has only the others.
 */
record AdaLoraLeft(SavedAdapter saved, PeftAdaLoraConfig config) {
  private static final String FACTORS = ".lora_E";

  /** Without directions of no effect; the same where there is no other, as before a training. */
  static AdaLoraLeft of(SavedAdapter saved, PeftAdaLoraConfig config) {
    Map<String, int[]> left = new TreeMap<>();
    saved
        .adapter()
        .tensors()
        .forEach((name, tensor) -> {
          if (name.endsWith(FACTORS)) {
            left.put(name.substring(0, name.length() - FACTORS.length()), others(tensor.floats()));
          }
        });
    boolean hasEffect = left.values().stream().anyMatch(places -> places.length > 0);
    if (!config.allocates() || !hasEffect) {
      return new AdaLoraLeft(saved, config);
    }
    Map<String, Tensor> tensors = new TreeMap<>();
    saved
        .adapter()
        .tensors()
        .forEach((name, tensor) -> {
          String module = name.substring(0, name.lastIndexOf('.'));
          int[] places = Objects.requireNonNull(left.get(module));
          tensors.put(
              name,
              name.endsWith(".lora_B")
                  ? Matrices.columns(tensor, places)
                  : Matrices.rows(tensor, places));
        });
    Map<String, Integer> ranks = new TreeMap<>();
    left.forEach((module, places) -> {
      if (places.length < config.initR()) {
        ranks.put(module.substring(0, module.indexOf(".loras.")), places.length);
      }
    });
    return new AdaLoraLeft(
        new SavedAdapter(
            new SavedPart(saved.adapter().envelope(), tensors), saved.head(), saved.notices()),
        config.finished(ranks));
  }

  private static int[] others(float[] factors) {
    return IntStream.range(0, factors.length).filter(place -> factors[place] != 0).toArray();
  }
}
