import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ten steps on the device and on the processor, with dropout where the model has it: its masks come
 * from the same counters.
 */
record Losses(Options options, Path directory) implements Part {
  private static final List<String> ADAPTERS = List.of("lora", "pfeiffer", "prefix_tuning");

  @Override
  public String name() {
    return "losses";
  }

  @Override
  public void run(Table table) throws IOException {
    for (RandomModel.Kind kind : RandomModel.Kind.values()) {
      Path model = small(kind, options.isSmall()).write(directory.resolve(kind.name()));
      for (String adapter : ADAPTERS) {
        compare(new Training(model, kind, adapter, "fp32", size(options.isSmall())), 1e-4, table);
        compare(new Training(model, kind, adapter, "bf16", size(options.isSmall())), 2e-2, table);
      }
    }
  }

  static RandomModel small(RandomModel.Kind kind, boolean isSmall) {
    return isSmall
        ? new RandomModel(kind, 2, 32, 4, 2, 64, 112)
        : new RandomModel(kind, 4, 256, 8, 4, 512, 1000);
  }

  static Training.Size size(boolean isSmall) {
    return isSmall ? new Training.Size(10, 4, 16, false) : new Training.Size(10, 8, 64, false);
  }

  private void compare(Training training, double most, Table table) {
    Training.Result there = training.on(options.device());
    Training.Result here = training.on(Options.PROCESSOR);
    double difference = here.difference(there);
    table.add(
        "%s %s %s".formatted(training.kind(), training.adapter(), training.precision()),
        "%d steps, largest relative difference of a loss %.1e (%.4f to %.4f)"
            .formatted(
                there.losses().size(),
                difference,
                there.losses().getFirst(),
                there.losses().getLast()),
        "<= %.0e".formatted(most),
        Verdict.of(difference <= most));
  }
}
