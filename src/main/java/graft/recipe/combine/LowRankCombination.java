package graft.recipe.combine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.adapter.Adapter;
import graft.site.LinearSite;
import graft.site.SiteId;
import graft.site.Sites;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.attribute.Alpha;
import graft.spec.adapter.target.TargetModules;
import graft.spec.combination.Combination;
import graft.spec.combination.Combination.Method;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import graft.tensor.ParameterName;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * PEFT's {@code add_weighted_adapter}: sums of factors weighted by roots (whose products have terms
 * of two adapters), factors side by side, or the decomposition of a sum of changes. The result has
 * scale 1, whatever the parents' scales were (T17).
 */
final class LowRankCombination {
  private final Combination recipe;
  private final Sites sites;
  private final List<Adapter> adapters;
  private final List<Pairs> pairs = new ArrayList<>();
  private final List<Double> weights;
  private final TensorSum sum;
  private final Method method;

  LowRankCombination(Combination recipe, Sites sites, List<Adapter> adapters, KeptEntries kept) {
    this.recipe = recipe;
    this.sites = sites;
    this.adapters = adapters;
    this.weights = recipe.weights(1.0);
    this.sum = new TensorSum(recipe, kept);
    // One adapter alone is scaled, however.
    this.method = adapters.size() == 1 ? Method.LINEAR : recipe.method();
    for (int i = 0; i < adapters.size(); i++) {
      pairs.add(Pairs.of(adapters.get(i), sites, i));
    }
  }

  /** The new adapter. */
  Combined combined() {
    boolean needsOneRank = !method.decomposes() && method != Method.CAT;
    if (needsOneRank && pairs.stream().map(Pairs::largest).distinct().count() > 1) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/combine/method",
              "ranks_differ",
              "the adapters have the ranks %s: cat, svd and the methods that end in _svd combine these"
                  .formatted(pairs.stream().map(Pairs::largest).toList())));
    }
    int rank = rank();
    Map<ParameterName, float[]> tensors = new HashMap<>();
    Set<String> paths = new TreeSet<>();
    for (LinearSite site : sites.linear()) {
      if (pairs.stream().anyMatch(each -> each.bySite().containsKey(site.id()))) {
        LowRankPair pair = at(site, rank).of(rank);
        String path = site.id().modulePath();
        paths.add(path);
        tensors.put(new ParameterName(path, "loras", "lora_A"), pair.a());
        tensors.put(new ParameterName(path, "loras", "lora_B"), pair.b());
      }
    }
    return new Combined(config(rank, paths), tensors);
  }

  private int rank() {
    int largest = pairs.stream().mapToInt(Pairs::largest).max().orElseThrow();
    if (method == Method.CAT) {
      return pairs.stream().mapToInt(Pairs::largest).sum();
    }
    return method.decomposes() ? recipe.svdRank().orElse(largest) : largest;
  }

  private LowRankPair at(LinearSite site, int rank) {
    if (method == Method.CAT) {
      return sideBySide(site.id());
    }
    return method.decomposes() ? decomposed(site, rank) : summed(site);
  }

  /** {@code A = Σ σ √|w s| A}, {@code B = Σ √|w s| B}. */
  private LowRankPair summed(LinearSite site) {
    int rank = pairs.stream().mapToInt(Pairs::largest).max().orElseThrow();
    String path = site.id().modulePath();
    double[] a =
        sum.of(
            path + ".lora_A",
            terms(
                site.id(),
                rank,
                LowRankPair::a,
                share -> share < 0 ? -Math.sqrt(-share) : Math.sqrt(share)));
    double[] b =
        sum.of(
            path + ".lora_B",
            terms(site.id(), rank, LowRankPair::b, share -> Math.sqrt(Math.abs(share))));
    return new LowRankPair(rank, (int) site.in(), (int) site.out(), floats(a), floats(b), 1);
  }

  /** One of the two factors. */
  private interface Factor {
    float[] of(LowRankPair pair);
  }

  private List<TensorSum.Term> terms(
      SiteId site, int rank, Factor factor, ToDoubleFunction<Double> root) {
    List<TensorSum.Term> terms = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      LowRankPair pair = pairs.get(i).bySite().get(site);
      if (pair != null) {
        double weight = root.applyAsDouble(weights.get(i) * pair.scale());
        terms.add(new TensorSum.Term(i, weight, doubles(factor.of(pair.of(rank)))));
      }
    }
    return terms;
  }

  /** {@code A = [w s A]} one above the other, {@code B = [B]} side by side. */
  private LowRankPair sideBySide(SiteId site) {
    LowRankPair all = null;
    for (int i = 0; i < pairs.size(); i++) {
      LowRankPair pair = pairs.get(i).bySite().get(site);
      if (pair != null) {
        LowRankPair scaled = scaled(pair, weights.get(i) * pair.scale());
        all = all == null ? scaled : joined(all, scaled);
      }
    }
    return Optional.ofNullable(all).orElseThrow();
  }

  private static LowRankPair scaled(LowRankPair pair, double factor) {
    float[] a = pair.a().clone();
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) (a[i] * factor);
    }
    return new LowRankPair(pair.rank(), pair.in(), pair.out(), a, pair.b(), 1);
  }

  private static LowRankPair joined(LowRankPair one, LowRankPair other) {
    LowRankPair wide = one.of(one.rank() + other.rank());
    System.arraycopy(other.a(), 0, wide.a(), one.a().length, other.a().length);
    for (int row = 0; row < one.out(); row++) {
      System.arraycopy(
          other.b(), row * other.rank(), wide.b(), row * wide.rank() + one.rank(), other.rank());
    }
    return wide;
  }

  /** The largest directions of the sum of changes. */
  private LowRankPair decomposed(LinearSite site, int rank) {
    List<TensorSum.Term> terms = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      LowRankPair pair = pairs.get(i).bySite().get(site.id());
      if (pair != null) {
        terms.add(new TensorSum.Term(i, weights.get(i), pair.delta(1)));
      }
    }
    double[] delta = sum.of(site.id().modulePath(), terms);
    LowRankPair best = leading(delta, site, rank);
    return recipe.svdClamp().map(best::clamped).orElse(best);
  }

  /** The best approximation of a change (out, in) by so many directions. */
  static LowRankPair leading(double[] delta, LinearSite site, int rank) {
    int in = (int) site.in();
    int out = (int) site.out();
    int least = Math.min(rank, Math.min(in, out));
    float[] both =
        Gradients.off(() -> {
          try (Scope scope = new Scope()) {
            NDManager manager = site.weights().weight().getManager();
            NDArray matrix = manager.create(floats(delta), new Shape(out, in));
            return HostMemory.floats(Ops.leadingFactors(matrix, least));
          }
        });
    float[] a = new float[least * in];
    float[] b = new float[out * least];
    for (int k = 0; k < least; k++) {
      System.arraycopy(both, k * (in + out), a, k * in, in);
      for (int row = 0; row < out; row++) {
        b[row * least + k] = both[k * (in + out) + in + row];
      }
    }
    return new LowRankPair(least, in, out, a, b, 1).of(rank);
  }

  /** AdapterHub's words where all parents have them, and the same. */
  private AdapterConfig config(int rank, Set<String> paths) {
    AdapterConfig first = adapters.getFirst().config();
    boolean areAlike =
        adapters.stream()
                .map(adapter ->
                    adapter.config() instanceof LoraConfig lora ? places(lora) : adapter.config())
                .distinct()
                .count()
            == 1;
    if (areAlike && first instanceof LoraConfig lora) {
      return with(lora, rank, new Alpha(rank));
    }
    double dropout =
        switch (first) {
          case LoraConfig lora -> lora.dropout();
          case PeftLoraConfig lora -> lora.loraDropout();
          default -> 0;
        };
    PeftLoraConfig usual = PeftLoraConfig.DEFAULTS;
    return new PeftLoraConfig(
        new TargetModules.Named(List.copyOf(paths)),
        rank,
        new Alpha(rank),
        dropout,
        usual.useRslora(),
        usual.bias(),
        usual.rankPattern(),
        usual.alphaPattern(),
        usual.layersToTransform(),
        usual.useDora(),
        usual.loraBias(),
        usual.initLoraWeights(),
        usual.excludeModules(),
        usual.trainableTokenIndices());
  }

  /** What says where it sits, whatever the rest. */
  private static LoraConfig places(LoraConfig lora) {
    return with(lora, 1, new Alpha(1));
  }

  /** The same of another rank and alpha. */
  static LoraConfig with(LoraConfig lora, int rank, Alpha alpha) {
    return new LoraConfig(
        lora.selfattnLora(),
        lora.intermediateLora(),
        lora.outputLora(),
        lora.leaveOut(),
        rank,
        alpha,
        lora.dropout(),
        lora.attnMatrices(),
        lora.compositionMode(),
        lora.initWeights(),
        lora.initWeightsSeed(),
        lora.useGating(),
        lora.useDora(),
        lora.veraD(),
        lora.veraB());
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  static float[] floats(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
