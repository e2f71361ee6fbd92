package graft.composition;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import graft.site.Setup;
import graft.site.SublayerAdapter;
import graft.site.SublayerSite;
import graft.site.fusion.FusableAdapter;
import graft.site.fusion.SublayerFusion;
import graft.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Adapters mixed by a fusion. All read what the last one would read, and only what their
 * up-projections add is mixed; a stack reads the sublayer's own output and gives what its last
 * adapter adds. (The reference library prepares a stack's input twice.)
 *
 * @param fusion what mixes them
 */
record Fused(String pointer, List<Block> children, Setup fusion) implements SublayerBlock {
  @Override
  public String word() {
    return "fuse";
  }

  @Override
  public Optional<SublayerAdapter> at(SublayerSite site) {
    List<SublayerAdapter> here = Block.present(children, child -> child.at(site));
    if (here.isEmpty()) {
      return Optional.empty();
    }
    if (here.size() < children.size()) {
      throw refused(
          "fused adapters must agree on mh_adapter, output_adapter and cross_adapter, which they do not at "
              + site.id());
    }
    SublayerFusion mixer =
        fusion
            .fusion(site.id())
            .orElseThrow(() -> refused("the fusion has nothing at " + site.id()));
    return Optional.of(new Sublayer(here.stream().map(this::chain).toList(), mixer));
  }

  private Chain chain(SublayerAdapter child) {
    List<SublayerAdapter> all =
        child instanceof Stacked.Sublayer stack ? stack.adapters() : List.of(child);
    if (all.getLast() instanceof FusableAdapter last) {
      return new Chain(all.subList(0, all.size() - 1), last);
    }
    throw refused("fuse takes bottleneck adapters only");
  }

  /** A child at a sublayer: what comes before its last adapter, and that adapter. */
  record Chain(List<SublayerAdapter> before, FusableAdapter last) {}

  record Sublayer(List<Chain> chains, SublayerFusion mixer) implements SublayerAdapter {
    @Override
    public NDArray adapt(NDArray output, NDArray residual, UnaryOperator<NDArray> norm, Pass pass) {
      FusableAdapter.Entry shared = last().enter(output, residual, norm);
      List<NDArray> ups = new ArrayList<>();
      for (Chain chain : chains) {
        FusableAdapter.Entry entry =
            chain.before().isEmpty()
                ? shared
                : chain
                    .last()
                    .enter(
                        new Stacked.Sublayer(chain.before()).adapt(output, residual, norm, pass),
                        residual,
                        norm);
        ups.add(chain.last().up(entry, pass));
      }
      NDArray mixed = mixer.mix(shared, ups, pass);
      return last().isParallel() ? Ops.add(mixed, output) : mixed;
    }

    private FusableAdapter last() {
      return chains.getLast().last();
    }

    @Override
    public boolean isParallel() {
      return last().isParallel();
    }

    @Override
    public boolean endsWithNorm() {
      return last().endsWithNorm();
    }
  }
}
