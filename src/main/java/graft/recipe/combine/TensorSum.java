package graft.recipe.combine;

import graft.spec.combination.Combination;
import graft.spec.combination.Combination.MajoritySign;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weighted sums of tensors that are pruned first: by magnitude, at random (DARE, Yu et al. 2024),
 * and with elected signs (TIES, Yadav et al. 2023).
 */
record TensorSum(Combination recipe, KeptEntries kept) {
  /**
   * A summand.
   *
   * @param adapter by its place
   */
  record Term(int adapter, double weight, double[] values) {}

  /** The sum of tensors of one shape. */
  double[] of(String tensor, List<Term> terms) {
    List<Term> pruned = new ArrayList<>();
    for (Term term : terms) {
      pruned.add(new Term(term.adapter(), term.weight(), pruned(tensor, term)));
    }
    return electsSigns() ? elected(pruned) : sum(pruned);
  }

  private boolean electsSigns() {
    return switch (recipe.method()) {
      case TIES, TIES_SVD, DARE_TIES, DARE_TIES_SVD -> true;
      case LINEAR,
          CAT,
          SVD,
          DARE_LINEAR,
          DARE_LINEAR_SVD,
          MAGNITUDE_PRUNE,
          MAGNITUDE_PRUNE_SVD,
          LORA_LINEAR_ONLY_NEGATE_B,
          LORA_DELTA_W_SVD ->
          false;
    };
  }

  private double[] pruned(String tensor, Term term) {
    double density = recipe.density().orElse(1.0);
    if (density >= 1) {
      return term.values();
    }
    return switch (recipe.method()) {
      case TIES, TIES_SVD, MAGNITUDE_PRUNE, MAGNITUDE_PRUNE_SVD ->
          largest(term.values(), (int) (density * term.values().length));
      case DARE_LINEAR, DARE_LINEAR_SVD, DARE_TIES, DARE_TIES_SVD -> drawn(tensor, term, density);
      case LINEAR, CAT, SVD, LORA_LINEAR_ONLY_NEGATE_B, LORA_DELTA_W_SVD -> term.values();
    };
  }

  /** The largest so many by magnitude, of equal ones the first. */
  private static double[] largest(double[] values, int count) {
    double[] sizes = Arrays.stream(values).map(Math::abs).sorted().toArray();
    double[] left = new double[values.length];
    if (count == 0) {
      return left;
    }
    double least = sizes[sizes.length - count];
    long above = Arrays.stream(values).filter(value -> Math.abs(value) > least).count();
    long equal = count - above;
    for (int i = 0; i < values.length; i++) {
      double size = Math.abs(values[i]);
      if (size > least || (size == least && equal-- > 0)) {
        left[i] = values[i];
      }
    }
    return left;
  }

  /** Those that are kept make up for the others. */
  private double[] drawn(String tensor, Term term, double density) {
    boolean[] keeps = kept.of(term.adapter(), tensor, term.values().length, density);
    double[] left = new double[term.values().length];
    for (int i = 0; i < left.length; i++) {
      left[i] = keeps[i] ? term.values()[i] / density : 0;
    }
    return left;
  }

  private static double[] sum(List<Term> terms) {
    double[] sum = new double[terms.getFirst().values().length];
    for (Term term : terms) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += term.weight() * term.values()[i];
      }
    }
    return sum;
  }

  /** The mean of those that have the elected sign, which is elected without weights. */
  private double[] elected(List<Term> terms) {
    double[] sum = new double[terms.getFirst().values().length];
    for (int i = 0; i < sum.length; i++) {
      double votes = 0;
      for (Term term : terms) {
        votes += vote(term.values()[i]);
      }
      double sign = votes >= 0 ? 1 : -1;
      int agreeing = 0;
      for (Term term : terms) {
        if (Math.signum(term.values()[i]) == sign) {
          sum[i] += term.weight() * term.values()[i];
          agreeing++;
        }
      }
      sum[i] /= Math.max(1, agreeing);
    }
    return sum;
  }

  private double vote(double value) {
    return recipe.sign() == MajoritySign.TOTAL ? value : Math.signum(value);
  }
}
