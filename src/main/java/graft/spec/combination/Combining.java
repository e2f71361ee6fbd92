package graft.spec.combination;

import graft.spec.AdapterId;
import graft.spec.Attribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an adapter was made of others.
 *
 * @param recipe as it was kept: of a grid with the best weights
 * @param parents in the recipe's order, whatever became of them
 * @param metric by which the best of a grid was chosen
 * @param table of a grid, best first; empty without one
 */
public record Combining(
    @Attribute("The recipe; of a grid with the best weights") Combination recipe,
    @Attribute("The adapters that it was made of, in the recipe's order") List<AdapterId> parents,
    @Attribute("By which the best of a grid was chosen") Optional<String> metric,
    @Attribute("What was tried of a grid, best first") List<Trial> table) {
  public Combining {
    parents = List.copyOf(parents);
    table = List.copyOf(table);
  }

  /** Without a grid. */
  public static Combining of(Combination recipe) {
    return new Combining(recipe, parents(recipe), Optional.empty(), List.of());
  }

  /** Of a grid. */
  public static Combining of(Combination recipe, String metric, List<Trial> table) {
    return new Combining(recipe, parents(recipe), Optional.of(metric), table);
  }

  private static List<AdapterId> parents(Combination recipe) {
    return recipe.adapters().stream().map(Combination.Part::id).toList();
  }

  /**
   * One row of a grid.
   *
   * @param weights in the order of the adapters
   * @param metrics of the task, on the file
   */
  public record Trial(List<Double> weights, Map<String, Double> metrics) {
    public Trial {
      weights = List.copyOf(weights);
      metrics = Map.copyOf(metrics);
    }
  }
}
