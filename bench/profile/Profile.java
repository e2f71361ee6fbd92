package profile;

import common.Client;
import common.Options;
import common.Samples;
import common.Samples.Sample;
import common.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the time of a training goes, phase by phase: the service trains twice, and Java's flight
 * recorder looks a hundred times a second at what the training's thread is in. {@code
 * bench/profile/run} calls it. Reads {@code --name=value}.
 *
 * <p>A phase has what its own code does and what it calls in libtorch; a backward pass is one phase,
 * of which the products and attention that have one of our own are told apart. The last column is
 * the share of a phase that was seen in Java's own code or on its way into libtorch, so it is what
 * the language costs.
 */
public final class Profile {
  /** In the order in which they are asked whether a stack is theirs. */
  private enum Phase {
    OPTIMIZER("optimizer", "graft.tensor.AdamW"),
    BACKWARD_ATTENTION("backward: attention", "graft.tensor.DotProductAttention"),
    BACKWARD_PRODUCTS("backward: products with frozen weights", "graft.tensor.OneDnn"),
    BACKWARD("backward: all else", "graft.tensor.Gradients.backward"),
    MASKS("dropout masks", "graft.tensor.Masks"),
    HEAD("head and loss", "graft.head."),
    ADAPTER("adapter", "graft.adapter."),
    ATTENTION(
        "attention",
        "graft.model.block.Attention",
        "graft.model.block.Projections",
        "graft.tensor.DotProductAttention"),
    FEED_FORWARD("feed-forward", "graft.model.block.FeedForward"),
    EMBEDDINGS("embeddings", "graft.model.family.Embeddings", "graft.site.EmbeddingSite", "graft.site.WordSite"),
    MODEL("norms, sums, all else of the model", "graft.model."),
    DATA("rows into tensors", "graft.recipe.batch.", "graft.data."),
    REPORTS("events, metrics, checkpoints", "graft.dispatch.", "graft.recipe.finetune.Follower."),
    OTHER("all else of the loop");

    private final String title;
    private final List<String> starts;

    Phase(String title, String... starts) {
      this.title = title;
      this.starts = List.of(starts);
    }

    /** Whether it is in the code of this phase. */
    private boolean has(Sample sample) {
      return starts.stream().anyMatch(sample::has);
    }

    static Phase of(Sample sample) {
      boolean isBackward = sample.has("graft.tensor.Gradients.backward");
      for (Phase phase : values()) {
        boolean isOfBackward = phase == BACKWARD_ATTENTION || phase == BACKWARD_PRODUCTS;
        if ((isBackward || !isOfBackward) && phase.has(sample)) {
          return phase;
        }
      }
      return OTHER;
    }
  }

  private static final String LOOP = "graft.train.TrainingLoop.";

  private final Map<Phase, int[]> seen = new EnumMap<>(Phase.class);
  private final Options options;
  private int before;
  private int all;

  private Profile(Options options) {
    this.options = options;
  }

  public static void main(String[] arguments) throws Exception {
    new Profile(Options.of(arguments)).go();
  }

  private void go() throws Exception {
    Samples samples = Samples.begin();
    String phases;
    try (Service service = Service.start(options, samples.options())) {
      phases = train(new Client(service.address()));
    }
    samples.forEach(this::count);
    print(phases);
  }

  /** What the service itself says of its steps. */
  private String train(Client client) throws Exception {
    String model = options.text("model", "all-MiniLM-L6-v2");
    client.awaitModel(model);
    Path texts = Path.of(options.text("texts", "examples/product-sentences/train.jsonl"));
    String file = client.upload(Files.readString(texts));
    String job =
        """
        {"model": "%s", "training_file": "%s", "adapter": "%s", "seed": 1,
         "training": {"max_steps": %d, "batch_size": %d, "max_length": %d%s%s}}
        """
            .formatted(
                model,
                file,
                options.text("adapter", "lora"),
                options.number("steps", 60),
                options.number("batch", 16),
                options.number("length", 256),
                options.find("precision").map(", \"precision\": \"%s\""::formatted).orElse(""),
                options.find("dropout").map(", \"dropout\": %s"::formatted).orElse(""));
    client.awaitSuccess(client.submit(job));
    return client
        .get("/actuator/prometheus")
        .lines()
        .filter(line -> line.startsWith("graft_step_phase_seconds_total"))
        .map(line -> line.replaceAll(".*phase=\"(\\w+)\".* ", "$1 "))
        .reduce("", (some, line) -> some + "  " + line);
  }

  private void count(Sample sample) {
    if (sample.has(LOOP)) {
      int[] counts = seen.computeIfAbsent(Phase.of(sample), _ -> new int[2]);
      counts[0]++;
      counts[1] += sample.isNative() ? 0 : 1;
      all++;
    } else if (sample.has("graft.recipe.finetune.FineTune.")) {
      before++;
    }
  }

  private void print(String phases) {
    System.out.printf(Locale.ROOT, "%-42s %10s %12s%n", "phase", "share, %", "in Java, %");
    seen.forEach((phase, counts) ->
        System.out.printf(
            Locale.ROOT,
            "%-42s %10.1f %12.1f%n",
            phase.title,
            100.0 * counts[0] / all,
            100.0 * counts[1] / all));
    System.out.printf("%d samples of steps, %d of reading rows and making the model ready%n", all, before);
    System.out.println("seconds of the steps, as the service counts them:" + phases);
  }
}
