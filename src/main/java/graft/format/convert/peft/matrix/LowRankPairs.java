package graft.format.convert.peft.matrix;

import graft.format.Tensor;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Low-rank pairs of several ranks and scales, brought to one rank and one scale: rows and columns
 * of zeros add nothing, and a factor on B is a factor on the scale.
 *
 * @param byPath by the path of the module
 */
public record LowRankPairs(Map<String, Pair> byPath) {
  /** A (r, in), B (out, r), and the factor on their product. */
  public record Pair(Tensor a, Tensor b, double scale) {
    public int rank() {
      return Math.toIntExact(a.shape()[0]);
    }

    /** A pair of this rank and scale that adds the same. */
    Pair as(int rank, double wanted) {
      Tensor raised = scale == wanted ? b : Matrices.scaled(b, scale / wanted);
      return rank() == rank
          ? new Pair(a, raised, wanted)
          : new Pair(Matrices.tall(a, rank), Matrices.wide(raised, rank), wanted);
    }

    /** A pair of the same shapes that adds nothing. */
    public Pair none() {
      return new Pair(Matrices.scaled(a, 0), Matrices.scaled(b, 0), scale);
    }
  }

  public static LowRankPairs aligned(Map<String, Pair> pairs) {
    int rank = rank(pairs.values());
    double scale = scale(pairs.values());
    return new LowRankPairs(
        pairs.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    pair -> pair.getValue().as(rank, scale),
                    (one, _) -> one,
                    TreeMap::new)));
  }

  public int rank() {
    return rank(byPath.values());
  }

  public double scale() {
    return scale(byPath.values());
  }

  private static int rank(Collection<Pair> pairs) {
    return pairs.stream().mapToInt(Pair::rank).max().orElseThrow();
  }

  /** The largest: none of the factors on B is then above 1, and the scale is 0 only if all are. */
  private static double scale(Collection<Pair> pairs) {
    return pairs.stream().map(Pair::scale).max(Comparator.comparing(Math::abs)).orElseThrow();
  }
}
