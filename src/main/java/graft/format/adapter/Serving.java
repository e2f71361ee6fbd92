package graft.format.adapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether servers that take LoRA adapters beside a running base model take an adapter. The rules
 * are those that vLLM documents: a LoRA of one rank, nothing trained but its pairs.
 *
 * @param isOfLanguageModel whether it answers through a causal language model
 * @param rank the least of the ranks that such a server is set to which the adapter fits into
 * @param obstacles what such a server would refuse or pass over; empty if it takes the adapter
 */
public record Serving(boolean isOfLanguageModel, int rank, List<String> obstacles) {
  /** What vLLM's {@code --max-lora-rank} can be. */
  private static final int[] RANKS = {8, 16, 32, 64, 128, 256, 320, 512};

  private static final int MOST = RANKS[RANKS.length - 1];

  public Serving {
    obstacles = List.copyOf(obstacles);
  }

  /** What a PEFT directory says and holds. */
  public static Serving of(PeftAdapter adapter) {
    Map<String, @Nullable Object> config = adapter.config();
    boolean isOfLanguageModel = "CAUSAL_LM".equals(config.get("task_type"));
    int rank = config.get("r") instanceof Integer r ? r : 0;
    int fitting = IntStream.of(RANKS).filter(most -> most >= rank).findFirst().orElse(MOST);
    return new Serving(isOfLanguageModel, fitting, obstacles(adapter, rank));
  }

  private static List<String> obstacles(PeftAdapter adapter, int rank) {
    Map<String, @Nullable Object> config = adapter.config();
    if (!"LORA".equals(config.get("peft_type"))) {
      return List.of("it is %s and not LORA".formatted(config.get("peft_type")));
    }
    List<String> obstacles = new ArrayList<>();
    if (rank > MOST) {
      obstacles.add("its rank is %d, more than %d".formatted(rank, MOST));
    }
    if (!"none".equals(config.get("bias"))) {
      obstacles.add("it has trained biases");
    }
    if (Boolean.TRUE.equals(config.get("use_dora"))) {
      obstacles.add("it uses DoRA");
    }
    for (String pattern : List.of("rank_pattern", "alpha_pattern")) {
      if (config.get(pattern) instanceof Map<?, ?> map && !map.isEmpty()) {
        obstacles.add("it has a " + pattern);
      }
    }
    if (config.get("modules_to_save") instanceof Collection<?> saved && !saved.isEmpty()) {
      obstacles.add("it brings whole modules along: " + saved);
    }
    if (!(config.get("target_modules") instanceof List<?>)) {
      obstacles.add("it does not list its modules");
    }
    return obstacles;
  }
}
