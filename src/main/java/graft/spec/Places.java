package graft.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where in a request the attributes stand that people look for in other places. */
final class Places {
  private static final Map<String, String> PLACES =
      Stream.of(
              at("evaluation.every_steps", "eval_steps", "eval_strategy", "evaluation_strategy"),
              at("evaluation.early_stopping_patience", "patience", "early_stopping"),
              at("evaluation.metric", "metric", "metric_for_best_model"),
              at("evaluation.keep", "keep", "load_best_model_at_end"),
              at("checkpoint.every_steps", "save_steps", "save_strategy"),
              at("checkpoint.keep_last", "save_total_limit"),
              at("training.learning_rate", "learning_rate_multiplier"),
              at("task.labels", "labels", "label_names", "classes"),
              at("task.type", "task_type", "problem_type"),
              at("columns.text", "text_column", "text_field", "dataset_text_field"),
              at("columns.label", "label_column", "label_field"),
              at("adapter", "lora_config", "config", "method_config", "peft_type"),
              at("adapter.r", "r", "rank", "lora_r", "lora_rank"),
              at("adapter.alpha", "alpha", "lora_alpha"),
              at("adapter.attn_matrices", "target_modules"),
              at("adapter.dropout", "lora_dropout"),
              at("adapter.architecture", "architecture"))
          .flatMap(List::stream)
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  private Places() {}

  /** The attribute of a request that has this name elsewhere, with the path to it. */
  static Optional<String> of(String name) {
    return Optional.ofNullable(PLACES.get(name));
  }

  private static List<Map.Entry<String, String>> at(String place, String... names) {
    return Stream.of(names).map(name -> Map.entry(name, place)).toList();
  }
}
