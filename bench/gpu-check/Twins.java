import graft.recipe.adapted.LoadedModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Two jobs at once on one device and one base model, against each of them alone. */
record Twins(Options options, Path directory) implements Part {
  private static final double MOST = 1e-6;

  @Override
  public String name() {
    return "twins";
  }

  @Override
  public void run(Table table) throws IOException {
    RandomModel.Kind kind = RandomModel.Kind.BERT;
    Path model = Losses.small(kind, options.isSmall()).write(directory.resolve("twins"));
    Training one = new Training(model, kind, "lora", "fp32", Losses.size(options.isSmall()));
    Training other = new Training(model, kind, "pfeiffer", "fp32", one.size());
    try (LoadedModels models = new LoadedModels()) {
      Training.Result oneAlone = one.on(options.device(), models);
      Training.Result otherAlone = other.on(options.device(), models);
      CompletableFuture<Training.Result> beside =
          CompletableFuture.supplyAsync(() -> other.on(options.device(), models));
      Training.Result oneBeside = one.on(options.device(), models);
      double difference =
          Math.max(oneAlone.difference(oneBeside), otherAlone.difference(beside.join()));
      table.add(
          "two jobs at once on one device",
          difference == 0 ? "equal to the last bit" : "%.1e apart".formatted(difference),
          "each as alone, <= %.0e".formatted(MOST),
          Verdict.of(difference <= MOST));
    }
  }
}
