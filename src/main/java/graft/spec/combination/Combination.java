package graft.spec.combination;

import graft.spec.AdapterId;
import graft.spec.Attribute;
import graft.spec.Check;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How adapters become one: names and meanings are those of PEFT's {@code add_weighted_adapter} and
 * AdapterHub's {@code average_adapter}.
 *
 * @param density share of the entries that pruning leaves; 1 for all
 * @param svdRank rank of what a decomposition keeps; absent: the largest of the parents
 * @param normalizeWeights divide weights by their sum, as AdapterHub does. Where it is said, {@code
 *     linear} is AdapterHub's mean of tensors; where not, adapters that came from PEFT are added up
 *     as PEFT does
 * @param heads whether the heads are averaged too; otherwise the first one's is kept
 * @param seed of what is drawn at random
 */
public record Combination(
    @Attribute(value = "What is combined, 1 to 64 adapters of one base model", required = true)
        List<Part> adapters,
    @Attribute("How") Method method,
    @Attribute(value = "Share of the entries that pruning leaves", min = 0, max = 1)
        Optional<Double> density,
    @Attribute("How ties elects signs: by the sum of values, or by counting them")
        MajoritySign majoritySignMethod,
    @Attribute(value = "Rank of what a decomposition keeps", min = 1, max = 65_536)
        Optional<Integer> svdRank,
    @Attribute(
            "Divide the weights by their sum, as AdapterHub does; null: as AdapterHub for linear, unless all adapters came from PEFT")
        Optional<Boolean> normalizeWeights,
    @Attribute("Average the heads too") boolean heads,
    @Attribute("Seed of random pruning") long seed) {
  /** Most adapters that are combined at once. */
  public static final int MOST = 64;

  public static final Combination DEFAULTS =
      new Combination(
          List.of(),
          Method.LINEAR,
          Optional.empty(),
          MajoritySign.TOTAL,
          Optional.empty(),
          Optional.empty(),
          false,
          0);

  public Combination {
    adapters = List.copyOf(adapters);
    Check check = new Check();
    check.that(adapters.size() <= MOST, "adapters", "must be at most 64, not " + adapters.size());
    check.that(
        adapters.stream().map(Part::weight).map(Optional::isPresent).distinct().count() <= 1,
        "adapters",
        "must all have a weight, or none");
    check.that(
        density.isEmpty() || (density.get() >= 0 && density.get() <= 1),
        "density",
        "must be from 0 to 1");
    check.that(
        density.isPresent() || !method.prunes(), "density", "must be said for " + word(method));
    check.that(
        density.isEmpty() || method.prunes(),
        "density",
        "is for methods that leave entries out, and %s takes all of them".formatted(word(method)));
    check.that(
        svdRank.isEmpty() || method.decomposes(),
        "svd_rank",
        "is for methods that end in svd, and %s takes nothing apart".formatted(word(method)));
    check.that(
        svdRank.isEmpty() || (svdRank.get() >= 1 && svdRank.get() <= 65_536),
        "svd_rank",
        "must be from 1 to 65536");
    check.that(
        svdRank.isPresent() || method != Method.LORA_DELTA_W_SVD,
        "svd_rank",
        "must be said for lora_delta_w_svd");
    check.done();
  }

  private static String word(Method method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  /** The weights, all alike where none is said. */
  public List<Double> weights(double otherwise) {
    return adapters.stream().map(part -> part.weight().orElse(otherwise)).toList();
  }

  /** One of the adapters with its weight; all equal where none has one. */
  public record Part(
      @Attribute(value = "The adapter", required = true) AdapterId id,
      @Attribute("Its weight, which may be negative") Optional<Double> weight) {
    public Part {
      Check check = new Check();
      check.that(
          weight.isEmpty() || Float.isFinite(weight.get().floatValue()),
          "weight",
          "must be a number that a float32 can hold");
      check.done();
    }
  }

  /** The ways. */
  public enum Method {
    LINEAR,
    CAT,
    SVD,
    TIES,
    TIES_SVD,
    DARE_LINEAR,
    DARE_LINEAR_SVD,
    DARE_TIES,
    DARE_TIES_SVD,
    MAGNITUDE_PRUNE,
    MAGNITUDE_PRUNE_SVD,
    LORA_LINEAR_ONLY_NEGATE_B,
    LORA_DELTA_W_SVD;

    /** Whether it works on changes of weights and takes them apart again. */
    public boolean decomposes() {
      return name().endsWith("SVD");
    }

    /** Whether entries are left out. */
    public boolean prunes() {
      return name().startsWith("TIES") || name().startsWith("DARE") || name().startsWith("MAGN");
    }

    /** Whether it is AdapterHub's alone. */
    public boolean isAdapterHubs() {
      return name().startsWith("LORA");
    }
  }

  /** How signs are elected. */
  public enum MajoritySign {
    TOTAL,
    FREQUENCY
  }
}
