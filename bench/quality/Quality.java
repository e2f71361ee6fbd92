package quality;

import common.Client;
import common.Options;
import common.Service;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains an adapter of each method on sentences with two labels, with nothing given but the model,
 * the file and the method's name, and says how many test rows it answers rightly; as a table of
 * Markdown. With learning rates to try it says how each does on the validation rows. {@code
 * bench/quality/run} calls it.
 *
 * <p>Reads {@code --name=value} arguments; see {@code run}.
 */
public final class Quality {
  private final Options options;
  private final Kept kept;

  private Quality(Options options) {
    this.options = options;
    kept = new Kept(Path.of(options.text("kept", "target/quality.tsv")));
  }

  public static void main(String[] arguments) throws Exception {
    new Quality(Options.of(arguments)).go();
  }

  private void go() throws Exception {
    List<Run> missing =
        options.find("only").isPresent()
            ? List.of()
            : wanted().stream().filter(run -> !kept.has(run)).toList();
    Optional<String> address = options.find("address");
    if (missing.isEmpty()) {
      // Nothing to measure.
    } else if (address.isPresent()) {
      measure(missing, new Client(URI.create(address.get())));
    } else {
      try (Service service = Service.start(options)) {
        measure(missing, new Client(service.address()));
      }
    }
    System.out.print(new Table(kept.all()).markdown());
  }

  /** Every method with the first seed before any with the second. */
  private List<Run> wanted() {
    List<Method> methods =
        options
            .find("methods")
            .map(names -> Arrays.stream(names.split(";")).map(Method::named).toList())
            .orElse(Method.ALL);
    List<Optional<String>> rates =
        options
            .find("rates")
            .map(some -> Arrays.stream(some.split(",")).map(Optional::of).toList())
            .orElse(List.of(Optional.empty()));
    List<Run> runs = new ArrayList<>();
    for (String seed : options.text("seeds", "1,2,3").split(",")) {
      for (Method method : methods) {
        rates.forEach(rate -> runs.add(new Run(method.name(), rate, Integer.parseInt(seed))));
      }
    }
    return runs;
  }

  private void measure(List<Run> runs, Client client) throws Exception {
    String model = options.text("model", "all-MiniLM-L6-v2");
    client.awaitModel(model);
    Path data = Path.of(options.text("data", "examples/product-sentences"));
    Trainer trainer = Trainer.on(client, model, data);
    long end = System.nanoTime() + options.number("minutes", 100_000) * 60_000_000_000L;
    BooleanSupplier hasTime = () -> System.nanoTime() < end;
    for (Run run : runs) {
      if (hasTime.getAsBoolean()) {
        Measured measured = trainer.take(run);
        kept.add(measured);
        System.err.println(measured.line());
      }
    }
  }

  /**
   * What is measured.
   *
   * @param rate absent: the service chooses
   */
  record Run(String method, Optional<String> rate, int seed) {}
}
