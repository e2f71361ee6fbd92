package graft.recipe.combine;

import graft.adapter.Adapter;
import graft.site.LinearSite;
import graft.site.Sites;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.combination.Combination;
import graft.spec.combination.Combination.Method;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * AdapterHub's {@code average_adapter}: each tensor is the weighted sum of the parents', whatever
 * the method; and two ways for LoRA.
 */
final class MeanCombination {
  private final Combination recipe;
  private final Sites sites;
  private final List<Adapter> adapters;
  private final double[] weights;

  MeanCombination(Combination recipe, Sites sites, List<Adapter> adapters) {
    this.recipe = recipe;
    this.sites = sites;
    this.adapters = adapters;
    this.weights = weights(recipe);
  }

  /** Divided by their sum, unless that is not wished. */
  static double[] weights(Combination recipe) {
    double[] weights = recipe.weights(1.0).stream().mapToDouble(Double::doubleValue).toArray();
    boolean areSaid = recipe.adapters().stream().allMatch(part -> part.weight().isPresent());
    double sum = Arrays.stream(weights).sum();
    if (areSaid && !recipe.normalizeWeights().orElse(true)) {
      return weights;
    }
    if (sum == 0) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/combine/adapters",
              "weights_cancel",
              "the weights add up to 0: say normalize_weights false, or other weights"));
    }
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  Combined combined() {
    requireAlike();
    if (recipe.method() == Method.LINEAR) {
      return new Combined(first(), sums(parameter -> weights));
    }
    if (!(first() instanceof LoraConfig lora) || !lora.method().equals("lora")) {
      throw refused(0, "is for LoRA with A and B alone, not for %s".formatted(first().method()));
    }
    return recipe.method() == Method.LORA_DELTA_W_SVD
        ? decomposed(lora)
        : new Combined(
            lora,
            sums(name ->
                name.tensor().equals("lora_A")
                    ? Arrays.stream(weights).map(Math::abs).toArray()
                    : weights));
  }

  private AdapterConfig first() {
    return adapters.getFirst().config();
  }

  /** They may differ in what decides training alone. */
  private void requireAlike() {
    Map<String, Object> wanted = comparable(first());
    for (int i = 1; i < adapters.size(); i++) {
      Map<String, Object> found = comparable(adapters.get(i).config());
      List<String> different =
          wanted.keySet().stream()
              .filter(key -> !Objects.equals(wanted.get(key), found.get(key)))
              .sorted()
              .toList();
      if (!different.isEmpty() || !wanted.keySet().equals(found.keySet())) {
        throw refused(i, "has another configuration than the first adapter: " + different);
      }
    }
    Optional<String> lost = first().lostInSums();
    if (lost.isPresent() && adapters.size() > 1) {
      throw refused(1, "is %s, %s".formatted(first().method(), lost.get()));
    }
  }

  private static Map<String, Object> comparable(AdapterConfig config) {
    Map<String, Object> json = new HashMap<>();
    config.json().forEach((key, value) -> json.put(key, value == null ? "" : value));
    List.of("dropout", "lora_dropout", "init_weights", "init_weights_seed", "init_lora_weights")
        .forEach(json::remove);
    return json;
  }

  private Map<ParameterName, float[]> sums(WeightsOf shares) {
    Map<ParameterName, float[]> sums = new HashMap<>();
    for (Parameter parameter : adapters.getFirst().parameters().all()) {
      List<float[]> all = new ArrayList<>();
      for (Adapter adapter : adapters) {
        all.add(values(adapter.parameters(), parameter.name()));
      }
      requireShared(parameter, all);
      double[] share = parameter.isTrainable() ? shares.of(parameter.name()) : onlyFirst();
      sums.put(parameter.name(), sum(all::get, share, all.getFirst().length));
    }
    return sums;
  }

  private double[] onlyFirst() {
    double[] one = new double[adapters.size()];
    one[0] = 1;
    return one;
  }

  /** The weights of a tensor's parents. */
  private interface WeightsOf {
    double[] of(ParameterName name);
  }

  /** What is frozen must be the same, or its multiples mean something else (T15). */
  private void requireShared(Parameter parameter, List<float[]> all) {
    for (int i = 1; i < all.size() && !parameter.isTrainable(); i++) {
      if (!Arrays.equals(all.getFirst(), all.get(i))) {
        throw refused(i, "was trained with another frozen " + parameter.name().tensor() + " (T15)");
      }
    }
  }

  private static float[] values(Parameters parameters, ParameterName name) {
    return HostMemory.floats(parameters.find(name).orElseThrow().value());
  }

  static float[] sum(IntFunction<float[]> parts, double[] weights, int size) {
    double[] sum = new double[size];
    for (int part = 0; part < weights.length; part++) {
      float[] values = parts.apply(part);
      for (int i = 0; i < size; i++) {
        sum[i] += weights[part] * values[i];
      }
    }
    return LowRankCombination.floats(sum);
  }

  /**
   * The decomposition of {@code Σ w B A}. Alpha stays, so the change is multiplied by the old rank
   * over the new one, as in the library (T16).
   */
  private Combined decomposed(LoraConfig lora) {
    int rank = recipe.svdRank().orElse(lora.r());
    List<Pairs> pairs = new ArrayList<>();
    for (int i = 0; i < adapters.size(); i++) {
      pairs.add(Pairs.of(adapters.get(i), sites, i));
    }
    Map<ParameterName, float[]> tensors = new HashMap<>();
    for (LinearSite site : sites.linear()) {
      if (pairs.getFirst().bySite().containsKey(site.id())) {
        double[] delta = new double[Math.toIntExact(site.in() * site.out())];
        for (int i = 0; i < pairs.size(); i++) {
          LowRankPair pair = Objects.requireNonNull(pairs.get(i).bySite().get(site.id()));
          double[] more = pair.delta(weights[i] / pair.scale());
          for (int k = 0; k < delta.length; k++) {
            delta[k] += more[k];
          }
        }
        LowRankPair best = LowRankCombination.leading(delta, site, rank);
        String path = site.id().modulePath();
        tensors.put(new ParameterName(path, "loras", "lora_A"), best.a());
        tensors.put(new ParameterName(path, "loras", "lora_B"), best.b());
      }
    }
    return new Combined(LowRankCombination.with(lora, rank, lora.alpha()), tensors);
  }

  private static GraftException refused(int index, String fact) {
    return new GraftException(
        ErrorCode.INVALID_SPEC,
        new Fault("/combine/adapters/" + index, "not_combinable", "this adapter " + fact));
  }
}
