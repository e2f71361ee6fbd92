package graft.dispatch.combine;

import graft.recipe.AdapterSource;
import graft.recipe.DataSource;
import graft.recipe.EvaluateSpec;
import graft.recipe.Recipes;
import graft.recipe.Recipes.CombineReport;
import graft.recipe.Turns;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.combination.Combination;
import graft.spec.combination.Combining;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tries several weights of one recipe on a file, and finds the best. What is tried is written below
 * a directory of its own and measured before the next.
 *
 * @param parents in the recipe's order
 */
record Grid(Recipes recipes, Combination recipe, List<AdapterSource> parents, DataSource file) {
  private static final Set<String> LOWER_IS_BETTER =
      Set.of("loss", "mae", "mse", "rmse", "perplexity");

  /**
   * Tries all of them.
   *
   * @param task of the first parent, whose head answers
   * @param directory for what is tried; its content is deleted with it
   * @return the best, with all that was tried
   */
  Combining search(TaskSpec task, Path directory, Turns turns) {
    String metric = task.type().definition().metrics().getFirst();
    List<Combining.Trial> tried = new ArrayList<>();
    for (List<Double> weights : recipe.weights()) {
      Path output = made(directory.resolve("trial-" + tried.size()));
      tried.add(new Combining.Trial(weights, metrics(recipe.weighted(weights), output, turns)));
    }
    List<Combining.Trial> sorted = tried.stream().sorted(bestFirst(metric)).toList();
    if (Double.isNaN(value(sorted.getFirst(), metric))) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/combine/evaluate_on",
              "not_measured",
              "no combination has a finite %s on the file".formatted(metric)));
    }
    Combination best = recipe.weighted(sorted.getFirst().weights());
    return Combining.of(best, metric, sorted);
  }

  private Map<String, Double> metrics(Combination one, Path output, Turns turns) {
    CombineReport made = turns.next(0, () -> recipes.combine(one, parents, output, turns.device()));
    AdapterId id = new AdapterId(AdapterId.PREFIX + "trial");
    AdapterSource source = new AdapterSource(id, output, parents.getFirst().model(), false);
    SetupSpec setup = made.setup().renamed(leaf -> leaf.equals(SetupSpec.NEW) ? id.value() : leaf);
    EvaluateSpec spec =
        new EvaluateSpec(file, Map.of(), setup, Map.of(), output.resolve("answers.csv"));
    try {
      return recipes.evaluate(source, spec, turns, _ -> {}).metrics();
    } finally {
      recipes.forget(id);
    }
  }

  static Path made(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the metric cannot tell, the lower loss is better, then who came first. */
  private static Comparator<Combining.Trial> bestFirst(String metric) {
    double sign = LOWER_IS_BETTER.contains(metric) ? 1 : -1;
    return Comparator.comparingDouble((Combining.Trial trial) -> sign * value(trial, metric))
        .thenComparingDouble(trial -> value(trial, "loss"));
  }

  private static double value(Combining.Trial trial, String metric) {
    return trial.metrics().getOrDefault(metric, Double.NaN);
  }
}
