package graft.spec.combination;

import graft.spec.AdapterId;
import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.FileId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

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
 * @param svdClamp as PEFT has it: the quantile of all entries of the factors that they are clamped
 *     to
 * @param weights a grid, of which the best is kept; empty where the adapters have their weights
 * @param evaluateOn what decides
 */
public record Combination(
    @Attribute(value = "What is combined, 1 to 64 adapters of one base model", required = true)
        List<Part> adapters,
    @Attribute("How") Method method,
    @Attribute(value = "Share of the entries that pruning leaves", min = 0, max = 1)
        Optional<Double> density,
    @Attribute("How ties elects signs: by the sum of values (null), or by counting them")
        Optional<MajoritySign> majoritySignMethod,
    @Attribute(value = "Rank of what a decomposition keeps", min = 1, max = 65_536)
        Optional<Integer> svdRank,
    @Attribute(
            value =
                "Share of the entries of a decomposition's factors below which they are clamped, as PEFT's svd_clamp",
            min = 0,
            max = 1)
        Optional<Double> svdClamp,
    @Attribute(
            "Divide the weights by their sum, as AdapterHub does; null: as AdapterHub for linear, unless all adapters came from PEFT")
        Optional<Boolean> normalizeWeights,
    @Attribute("Average the heads too") boolean heads,
    @Attribute("Seed of random pruning") long seed,
    @Attribute(
            "Several lists of weights, each one a weight for every adapter: all are tried on evaluate_on, and the best is kept")
        List<List<Double>> weights,
    @Attribute("The file with labelled rows that decides between several weights")
        Optional<FileId> evaluateOn) {
  /** Most adapters that are combined at once. */
  public static final int MOST = 64;

  public static final Combination DEFAULTS =
      new Combination(
          List.of(),
          Method.LINEAR,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          0,
          List.of(),
          Optional.empty());

  /** Most weights that are tried at once. */
  public static final int MOST_TRIALS = 64;

  public Combination {
    adapters = List.copyOf(adapters);
    weights = weights.stream().map(List::copyOf).toList();
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
        majoritySignMethod.isEmpty() || method.elects(),
        "majority_sign_method",
        "is for methods that elect signs, and %s elects none".formatted(word(method)));
    check.that(
        normalizeWeights.isEmpty() || method == Method.LINEAR || method.isAdapterHubs(),
        "normalize_weights",
        "is AdapterHub's, for linear and its own methods; %s takes weights as they are"
            .formatted(word(method)));
    check.that(
        svdClamp.isEmpty() || (method.decomposes() && !method.isAdapterHubs()),
        "svd_clamp",
        "is for PEFT's methods that end in svd, which %s does not".formatted(word(method)));
    check.that(
        svdClamp.isEmpty() || (svdClamp.get() >= 0 && svdClamp.get() <= 1),
        "svd_clamp",
        "must be from 0 to 1");
    checkGrid(adapters, weights, evaluateOn, check);
    check.that(
        svdRank.isPresent() || method != Method.LORA_DELTA_W_SVD,
        "svd_rank",
        "must be said for lora_delta_w_svd");
    check.done();
  }

  private static void checkGrid(
      List<Part> adapters, List<List<Double>> weights, Optional<FileId> evaluateOn, Check check) {
    check.that(
        weights.size() <= MOST_TRIALS,
        "weights",
        "must be at most 64 lists, not " + weights.size());
    check.that(
        weights.stream().allMatch(row -> row.size() == adapters.size()),
        "weights",
        "must be lists of %d, a weight for each adapter".formatted(adapters.size()));
    check.that(
        weights.stream().flatMap(List::stream).allMatch(w -> Float.isFinite(w.floatValue())),
        "weights",
        "must be numbers that a float32 can hold");
    check.that(
        weights.isEmpty() || adapters.stream().allMatch(part -> part.weight().isEmpty()),
        "weights",
        "must be absent where the adapters have weights of their own");
    check.that(
        weights.isEmpty() || evaluateOn.isPresent(),
        "evaluate_on",
        "must name the file that decides between the weights");
    check.that(
        evaluateOn.isEmpty() || !weights.isEmpty(),
        "evaluate_on",
        "is for several weights, which weights lists");
  }

  /** How signs are elected, where they are. */
  public MajoritySign sign() {
    return majoritySignMethod.orElse(MajoritySign.TOTAL);
  }

  /** One recipe of a grid. */
  public Combination weighted(List<Double> chosen) {
    List<Part> parts =
        IntStream.range(0, adapters.size())
            .mapToObj(i -> new Part(adapters.get(i).id(), Optional.of(chosen.get(i))))
            .toList();
    return new Combination(
        parts,
        method,
        density,
        majoritySignMethod,
        svdRank,
        svdClamp,
        normalizeWeights,
        heads,
        seed,
        List.of(),
        Optional.empty());
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

    /** Whether entries are of one sign in the end. */
    public boolean elects() {
      return name().contains("TIES");
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
