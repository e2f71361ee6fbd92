import graft.recipe.adapted.LoadedModels;
import graft.spec.job.Precision;
import graft.tensor.rate.ProductRate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * LoRA on a LLaMA of TinyLlama's shape in bf16, against the rate of the device's matrix products
 * and against PEFT: Graft, PEFT, Graft.
 */
record Speed(Options options, Path directory) implements Part {
  /** Wanted: of the rate of matrix products, and times PEFT's tokens a second. */
  private static final double SHARE = 0.45;

  private static final double RATIO = 1.3;

  /** Floating-point operations of a token and a weight: forward, and back to the adapters below. */
  private static final int PER_WEIGHT = 4;

  @Override
  public String name() {
    return "speed";
  }

  @Override
  public void run(Table table) throws IOException {
    RandomModel shape =
        options.isSmall()
            ? new RandomModel(RandomModel.Kind.LLAMA, 2, 64, 4, 2, 128, 112)
            : new RandomModel(RandomModel.Kind.LLAMA, 22, 2048, 32, 4, 5632, 32000);
    Training.Size size =
        options.isSmall()
            ? new Training.Size(6, 4, 32, true)
            : new Training.Size(30, 16, 512, true);
    double rate = ProductRate.measure(options.device(), Precision.BF16).perSecond();
    table.add(
        "bf16 matrix products", "%.3g TFLOP/s".formatted(rate / 1e12), "measured", Verdict.NONE);
    Path model = shape.write(directory.resolve("speed"));
    Training training = new Training(model, shape.kind(), "lora", "bf16", size);
    try (LoadedModels models = new LoadedModels()) {
      Peak.Of<Training.Result> first =
          Peak.of(options.device(), () -> training.on(options.device(), models));
      double seconds = seconds(first.value());
      double tokens = first.value().tokensOfStep();
      double share = tokens / seconds * PER_WEIGHT * shape.multiplied() / rate;
      table.add(
          "LoRA, LLaMA of %.2f B, bf16, %d x %d"
              .formatted(shape.multiplied() / 1e9, size.batch(), size.length()),
          "%.0f tokens/s, %.1f %% of that rate; peak of the device's memory %.2f GiB"
              .formatted(tokens / seconds, 100 * share, first.bytes() / (double) (1L << 30)),
          ">= %.0f %%".formatted(100 * SHARE),
          options.isSmall() ? Verdict.NONE : share >= SHARE ? Verdict.OK : Verdict.BELOW_GOAL);
      Optional<Peer.Measured> peer = peer(model, size);
      double again = seconds(training.on(options.device(), models));
      table.add(
          "the same once more",
          "%.0f tokens/s".formatted(tokens / again),
          "as before",
          Verdict.NONE);
      compare(peer, size, tokens * 2 / (seconds + again), table);
    }
  }

  private Optional<Peer.Measured> peer(Path model, Training.Size size) {
    try {
      return options
          .python()
          .map(python -> new Peer(python).measure(model, size, options.device()));
    } catch (IllegalStateException isNotThere) {
      System.err.println(isNotThere.getMessage());
      return Optional.empty();
    }
  }

  /** By tokens a second: all of PEFT's are real ones. */
  private void compare(
      Optional<Peer.Measured> peer, Training.Size size, double tokensPerSecond, Table table) {
    if (peer.isEmpty()) {
      table.add("PEFT, the same work", "there is no Python that has it", "measured", Verdict.NONE);
      return;
    }
    double its = size.batch() * size.length() / peer.get().secondsOfStep();
    double ratio = tokensPerSecond / its;
    table.add(
        "PEFT, the same work",
        "%.0f tokens/s, peak %.2f GiB; Graft is %.2f times as fast"
            .formatted(its, peer.get().peakMib() / 1024.0, ratio),
        ">= " + RATIO,
        options.isSmall() ? Verdict.NONE : ratio >= RATIO ? Verdict.OK : Verdict.BELOW_GOAL);
  }

  private static double seconds(Training.Result result) {
    return result.secondsOfStep(Math.max(1, result.losses().size() / 3));
  }
}
