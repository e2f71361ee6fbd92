package graft.spec;

import graft.spec.scalar.Constants;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Refuses attributes that a record does not have, with the one that was probably meant. */
final class UnknownAttributes {
  /** A constant of a record: hints by the names of attributes that it does not have. */
  private static final String ELSEWHERE = "ELSEWHERE";

  /** What other libraries call an attribute, and what it may be called here. */
  private static final Map<String, List<String>> SYNONYMS =
      Map.ofEntries(
          of("rank", "r"),
          of("lora_r", "r"),
          of("lora_rank", "r"),
          of("lora_alpha", "alpha"),
          of("alpha", "scaling"),
          of("scaling", "alpha"),
          of("scale", "scaling", "alpha"),
          of("lora_dropout", "dropout"),
          of("adapter_dropout", "dropout"),
          of("hidden_dropout_prob", "dropout"),
          of("target_modules", "attn_matrices"),
          of("modules", "attn_matrices"),
          of("bottleneck_size", "reduction_factor", "bottleneck_size"),
          of("bottleneck", "reduction_factor"),
          of("bottleneck_dim", "reduction_factor"),
          of("reduction", "reduction_factor"),
          of("num_virtual_tokens", "prefix_length"),
          of("prefix_len", "prefix_length"),
          of("activation", "activation_function", "non_linearity"),
          of("num_layers", "layers"),
          of("lr", "learning_rate", "learning_rate_multiplier"),
          of("learning_rate", "learning_rate_multiplier"),
          of("epochs", "n_epochs"),
          of("n_epochs", "epochs"),
          of("num_epochs", "epochs", "n_epochs"),
          of("num_train_epochs", "epochs", "n_epochs"),
          of("steps", "max_steps", "every_steps"),
          of("num_steps", "max_steps"),
          of("max_train_steps", "max_steps"),
          of("max_seq_length", "max_length"),
          of("max_seq_len", "max_length"),
          of("max_len", "max_length"),
          of("model_max_length", "max_length"),
          of("seq_length", "max_length"),
          of("train_batch_size", "batch_size"),
          of("per_device_train_batch_size", "batch_size"),
          of("per_device_batch_size", "batch_size"),
          of("batch", "batch_size"),
          of("bs", "batch_size"),
          of("grad_accum", "gradient_accumulation_steps"),
          of("gradient_accumulation", "gradient_accumulation_steps"),
          of("accumulation_steps", "gradient_accumulation_steps"),
          of("optim", "optimizer"),
          of("wd", "weight_decay"),
          of("scheduler", "lr_scheduler"),
          of("lr_scheduler_type", "lr_scheduler"),
          of("warmup", "warmup_ratio"),
          of("warmup_steps", "warmup_ratio"),
          of("warmup_proportion", "warmup_ratio"),
          of("gradient_clipping", "max_grad_norm"),
          of("clip_grad_norm", "max_grad_norm"),
          of("max_norm", "max_grad_norm"),
          of("fp16", "precision"),
          of("bf16", "precision"),
          of("dtype", "precision"),
          of("torch_dtype", "precision"),
          of("label_smoothing_factor", "label_smoothing"),
          of("eval_steps", "every_steps"),
          of("save_steps", "every_steps"),
          of("save_total_limit", "keep_last"),
          of("patience", "early_stopping_patience"),
          of("early_stopping", "early_stopping_patience"),
          of("metric_for_best_model", "metric"),
          of("load_best_model_at_end", "keep"),
          of("eval", "evaluation"),
          of("base_model", "model"),
          of("model_name", "model"),
          of("model_name_or_path", "model"),
          of("file", "training_file"),
          of("train_file", "training_file"),
          of("dataset", "training_file"),
          of("val_file", "validation_file"),
          of("eval_file", "validation_file"),
          of("val_split", "validation_split"),
          of("eval_split", "validation_split"),
          of("random_seed", "seed"),
          of("name", "suffix"),
          of("peft_config", "adapter"),
          of("adapter_config", "adapter"),
          of("classes", "labels"),
          of("label_names", "labels"),
          of("num_labels", "labels"),
          of("max_tokens", "max_new_tokens", "max_completion_tokens"),
          of("max_completion_tokens", "max_new_tokens", "max_tokens"),
          of("max_new_tokens", "max_tokens", "max_completion_tokens"),
          of("min_tokens", "min_new_tokens"),
          of("min_new_tokens", "min_tokens"),
          of("sample", "do_sample"),
          of("stop", "stop_strings"),
          of("stop_strings", "stop"),
          of("stop_sequences", "stop_strings", "stop"),
          of("stop_token_ids", "eos_token_id"),
          of("eos_token_id", "stop_token_ids"),
          of("best_of", "num_return_sequences", "n"),
          of("n", "num_return_sequences"),
          of("num_return_sequences", "n"),
          of("beams", "num_beams"),
          of("beam_width", "num_beams"),
          of("beam_size", "num_beams"),
          of("ngram_size", "no_repeat_ngram_size"),
          of("repeat_penalty", "repetition_penalty"));

  private UnknownAttributes() {}

  /** Adds a fault for each of {@code given} that none of {@code components} is. */
  static void refuse(
      Collection<String> given, List<RecordComponent> components, String pointer, Faults faults) {
    List<String> known = Codec.namesOf(components);
    for (String name : given) {
      if (!known.contains(name)) {
        String hint =
            elsewhere(name, components)
                .map(place -> "; " + place)
                .or(() -> calledSo(name, components).map(n -> "; the attribute is " + n))
                .or(() -> meant(name, components).map(n -> "; did you mean " + n + "?"))
                .orElse("; known are " + known);
        faults.add(
            pointer + "/" + Codec.escape(name),
            "unknown_attribute",
            "unknown attribute " + name + hint);
      }
    }
  }

  /**
   * The attribute that somebody meant who wrote {@code name}: of this record, else of one of its
   * parts, else of another place.
   */
  private static Optional<String> meant(String name, List<RecordComponent> components) {
    String plain = Codec.snakeCase(name.replace('-', '_'));
    List<String> known = Codec.namesOf(components);
    return called(plain, known)
        .or(() -> inPart(plain, components))
        .or(() -> Places.of(plain).filter(place -> !known.contains(plain)))
        .or(() -> Suggestion.nearest(name, known));
  }

  /** What a record says of attributes that others have. */
  private static Optional<String> elsewhere(String name, List<RecordComponent> components) {
    return components.stream()
        .findFirst()
        .flatMap(first -> Constants.find(first.getDeclaringRecord(), ELSEWHERE))
        .flatMap(hints -> Optional.ofNullable(((Map<?, ?>) hints).get(name)))
        .map(Object::toString);
  }

  private static Optional<String> called(String name, List<String> known) {
    return Stream.concat(Stream.of(name), SYNONYMS.getOrDefault(name, List.of()).stream())
        .filter(known::contains)
        .findFirst();
  }

  private static Optional<String> inPart(String name, List<RecordComponent> components) {
    return components.stream()
        .filter(part -> part.getType().isRecord() && !Codec.isInline(part))
        .flatMap(part ->
            called(name, Codec.namesOf(RecordShape.of(part.getType()).components())).stream()
                .map(attribute -> Codec.nameOf(part) + "." + attribute))
        .findFirst();
  }

  /** The name of the attribute that has this alias. */
  private static Optional<String> calledSo(String alias, List<RecordComponent> components) {
    return components.stream()
        .flatMap(c ->
            Codec.isInline(c) ? RecordShape.of(c.getType()).components().stream() : Stream.of(c))
        .filter(c -> c.isAnnotationPresent(Attribute.class))
        .filter(c -> c.getAnnotation(Attribute.class).alias().equals(alias))
        .map(Codec::nameOf)
        .findFirst();
  }

  private static Map.Entry<String, List<String>> of(String synonym, String... names) {
    return Map.entry(synonym, List.of(names));
  }
}
