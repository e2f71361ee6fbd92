package graft.composition;

import ai.djl.ndarray.NDArray;
import graft.site.AttentionSite;
import graft.site.KeyValue;
import graft.site.KeyValueAdapter;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.NormAdapter;
import graft.site.NormSite;
import graft.site.Pass;
import graft.site.SublayerAdapter;
import graft.site.SublayerSite;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One adapter after the other. At a projection each goes around the one before it, so low-rank
 * terms add up and vectors multiply; the reference library feeds the second LoRA the first one's
 * change (D15), which is neither. Prefixes stand before the ones of earlier adapters. What a
 * parallel bottleneck adds to goes on with it (D24).
 */
record Stacked(String pointer, List<Block> children) implements Block {
  @Override
  public Optional<LinearAdapter> at(LinearSite site) {
    return Block.present(children, child -> child.at(site)).stream()
        .reduce((first, then) ->
            (x, base, pass) -> then.forward(x, input -> first.forward(input, base, pass), pass));
  }

  @Override
  public Optional<KeyValueAdapter> at(AttentionSite site) {
    return Block.present(children, child -> child.at(site)).stream()
        .reduce((first, then) ->
            (KeyValue keyValue, NDArray query, Pass pass) ->
                then.extend(first.extend(keyValue, query, pass), query, pass));
  }

  @Override
  public Optional<SublayerAdapter> at(SublayerSite site) {
    List<SublayerAdapter> here = Block.present(children, child -> child.at(site));
    return switch (here.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(here.getFirst());
      default -> Optional.of(new Sublayer(here));
    };
  }

  @Override
  public Optional<NormAdapter> at(NormSite site) {
    List<NormAdapter> here = Block.present(children, child -> child.at(site));
    if (here.size() > 1) {
      throw refused("only one adapter can have a bias for " + site.id());
    }
    return here.stream().findFirst();
  }

  /**
   * Each reads what the one before it made, with the same residual; the base model's norm follows
   * once.
   */
  record Sublayer(List<SublayerAdapter> adapters) implements SublayerAdapter {
    @Override
    public NDArray adapt(NDArray output, NDArray residual, UnaryOperator<NDArray> norm, Pass pass) {
      NDArray made = output;
      for (SublayerAdapter adapter : adapters) {
        made = adapter.adapt(adapter.isParallel() ? output : made, residual, norm, pass);
      }
      return made;
    }

    @Override
    public boolean endsWithNorm() {
      return adapters.getLast().endsWithNorm();
    }
  }
}
