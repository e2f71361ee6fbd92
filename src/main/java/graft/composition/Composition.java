package graft.composition;

import graft.site.AttentionSite;
import graft.site.EmbeddingSite;
import graft.site.LayerSite;
import graft.site.LinearSite;
import graft.site.NormSite;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.site.SublayerSite;
import graft.site.WordAdapter;
import graft.site.WordSite;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.SetupLeaf;
import graft.spec.job.SetupSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Puts several adapters into one model.
 *
 * @param adapters what each adapter of a tree puts where, by the name of its leaf
 * @param fusion what mixes the adapters of a {@code fuse} block; nothing of it is used elsewhere
 */
public record Composition(Map<String, Setup> adapters, Setup fusion) {
  private static final String ROOT = "/setup";

  public Composition {
    adapters = Map.copyOf(adapters);
  }

  /**
   * What a tree puts at the sites of a model. Of invertible adapters only the first leaf's is on,
   * as in the reference library. What shifts the text's positions adds up.
   *
   * @param tree without blocks that send rows apart
   * @throws graft.spec.GraftException if a block cannot hold what sits at a site, which is named;
   *     the pointer is that of the child, below {@code /setup}
   */
  public Setup of(SetupSpec tree, Sites sites) {
    if (tree instanceof SetupSpec.Leaf(String adapter)) {
      return setup(adapter);
    }
    Block block = block(tree, ROOT, SetupLeaf.of(tree, ROOT));
    Setup first = setup(tree.leaves().findFirst().orElseThrow());
    Setup.Builder setup = Setup.builder();
    for (Site any : sites.all()) {
      switch (any) {
        case LinearSite site -> block.at(site).ifPresent(adapter -> setup.put(site, adapter));
        case AttentionSite site -> block.at(site).ifPresent(adapter -> setup.put(site, adapter));
        case SublayerSite site -> block.at(site).ifPresent(adapter -> setup.put(site, adapter));
        case NormSite site -> block.at(site).ifPresent(adapter -> setup.put(site, adapter));
        case LayerSite site ->
            first.layer(site.id()).ifPresent(adapter -> setup.put(site, adapter));
        case EmbeddingSite site -> {
          requireFirst(tree);
          first.embedding(site.id()).ifPresent(adapter -> setup.put(site, adapter));
        }
        case WordSite site -> words(site, tree).ifPresent(adapter -> setup.put(site, adapter));
      }
    }
    tree.leaves()
        .forEach(leaf -> {
          setup.shiftPositions(setup(leaf).positionShift());
          setup(leaf).wholeRows().forEach(setup::readsWholeRows);
        });
    if (divides(tree)) {
      setup.readsWholeRows("split divides each row by its places");
    }
    return setup.build();
  }

  /** A prompt that is not the first leaf's would be passed over. */
  private void requireFirst(SetupSpec tree) {
    SetupLeaf.of(tree, ROOT).stream()
        .skip(1)
        .filter(leaf -> setup(leaf.adapter()).inserted() > 0)
        .findFirst()
        .ifPresent(leaf -> {
          throw new GraftException(
              ErrorCode.INVALID_SPEC,
              new Fault(
                  leaf.pointer(),
                  "unsupported_setup",
                  "an adapter of prompt tuning must be the first one of a setup"));
        });
  }

  /** What one adapter of a stack does where tokens become vectors, which nothing else divides. */
  private Optional<WordAdapter> words(WordSite site, SetupSpec tree) {
    List<SetupLeaf> here =
        SetupLeaf.of(tree, ROOT).stream()
            .filter(leaf -> setup(leaf.adapter()).word(site.id()).isPresent())
            .toList();
    boolean isStack =
        tree.nodes().allMatch(n -> n instanceof SetupSpec.Stack || n instanceof SetupSpec.Leaf);
    if (here.size() > 1 || (!here.isEmpty() && !isStack)) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              here.getLast().pointer(),
              "unsupported_setup",
              "virtual tokens and trained vectors of tokens are of one adapter of a stack, or of one"
                  + " that is on alone"));
    }
    return here.stream().findFirst().flatMap(leaf -> setup(leaf.adapter()).word(site.id()));
  }

  private static boolean divides(SetupSpec tree) {
    return tree instanceof SetupSpec.Split
        || tree.children().stream().anyMatch(Composition::divides);
  }

  private Block block(SetupSpec tree, String at, List<SetupLeaf> leaves) {
    List<Block> children =
        IntStream.range(0, tree.children().size())
            .mapToObj(i -> block(tree.children().get(i), at + tree.place(i), leaves))
            .toList();
    return switch (tree) {
      case SetupSpec.Leaf(String adapter) ->
          new Leaf(
              at, setup(adapter), new AdapterMasks(leaves.indexOf(new SetupLeaf(adapter, at))));
      case SetupSpec.Stack _ -> new Stacked(at, children);
      case SetupSpec.Fuse _ -> new Fused(at, children, fusion);
      case SetupSpec.Average average -> Averaged.of(at, children, average.weights());
      case SetupSpec.Split split -> new SplitBlock(at, children, split.splits());
      case SetupSpec.Parallel _, SetupSpec.BatchSplit _ ->
          throw new IllegalArgumentException("rows go apart before adapters are put together");
    };
  }

  private Setup setup(String adapter) {
    return Objects.requireNonNull(adapters.get(adapter), adapter);
  }
}
