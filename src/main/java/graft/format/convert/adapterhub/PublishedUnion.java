package graft.format.convert.adapterhub;

import graft.architecture.Architecture;
import graft.format.FormatRefusal;
import graft.format.adapter.SavedPart;
import graft.format.convert.Known;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.LoraConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A union as the library reads it. It refuses two parts of one {@code architecture}, which LoRA and
 * (IA)^3 share, unless one of them has a {@code leave_out} or, of two bottlenecks, {@code
 * mh_adapter} and {@code output_adapter} both differ. Then it takes one part a layer with {@code
 * selfattn_lora}, whatever the matrices, and one part with {@code phm_layer}.
 *
 * @param saved the adapter, which has tensors in each layer where a part sits
 */
record PublishedUnion(List<AdapterConfig> parts, SavedPart saved) {
  /**
   * Refuses what the library refuses.
   *
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED} with the library's rule
   */
  void require() {
    for (int i = 0; i < parts.size(); i++) {
      for (int j = 0; j < i; j++) {
        require(j, parts.get(j), i, parts.get(i));
      }
    }
  }

  private void require(int i, AdapterConfig one, int j, AdapterConfig other) {
    if (!Objects.equals(one.architecture(), other.architecture())) {
      return;
    }
    String both =
        "configs/%d (%s) and configs/%d (%s)".formatted(i, one.method(), j, other.method());
    if (one.leaveOut().isEmpty()
        && other.leaveOut().isEmpty()
        && !areAtOtherSublayers(one, other)) {
      throw FormatRefusal.of(
          both
              + " have one architecture: AdapterHub reads such a union only if one of the two has a"
              + " leave_out or, of two bottlenecks, mh_adapter and output_adapter both differ");
    }
    if (haveHypercomplexLayers(one, other)) {
      throw FormatRefusal.of(both + " both have phm_layer: AdapterHub reads one such part");
    }
    attentionOfBoth(one, other)
        .ifPresent(layer -> {
          throw FormatRefusal.of(
              both
                  + " both have selfattn_lora in layer "
                  + layer
                  + ": AdapterHub reads one such part a layer, whatever attn_matrices say");
        });
  }

  private static boolean areAtOtherSublayers(AdapterConfig one, AdapterConfig other) {
    return one instanceof BottleneckConfig a
        && other instanceof BottleneckConfig b
        && a.mhAdapter() != b.mhAdapter()
        && a.outputAdapter() != b.outputAdapter();
  }

  private static boolean haveHypercomplexLayers(AdapterConfig one, AdapterConfig other) {
    return one instanceof BottleneckConfig a
        && other instanceof BottleneckConfig b
        && a.phm().phmLayer()
        && b.phm().phmLayer();
  }

  /** The first layer in which both change attention projections. */
  private Optional<Integer> attentionOfBoth(AdapterConfig one, AdapterConfig other) {
    return one instanceof LoraConfig a
            && other instanceof LoraConfig b
            && a.selfattnLora()
            && b.selfattnLora()
        ? layers().filter(layer -> isIn(layer, a) && isIn(layer, b)).min(Integer::compare)
        : Optional.empty();
  }

  private static boolean isIn(int layer, LoraConfig part) {
    return !part.leaveOut().contains(layer);
  }

  private Stream<Integer> layers() {
    Architecture paths = Known.architecture(saved.envelope().modelType());
    return saved.tensors().keySet().stream()
        .flatMap(name -> paths.layer(name).map(Architecture.Layer::number).stream());
  }
}
