package graft.recipe.adapted;

import graft.format.model.ModelDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a model's {@code generation_config.json} says, else its {@code config.json}. Sampling values
 * that it does not name are absent, also where the reference has a default of its own.
 *
 * @param endTokens any of them ends a text
 * @param forcedFirst the first new token
 * @param forcedLast of which one is the last where a text may not be longer
 */
public record GenerationDefaults(
    List<Integer> endTokens,
    OptionalInt forcedFirst,
    List<Integer> forcedLast,
    Optional<Boolean> doSample,
    Optional<Double> temperature,
    Optional<Integer> topK,
    Optional<Double> topP,
    Optional<Double> minP,
    Optional<Double> repetitionPenalty) {
  /**
   * Reads what the files say.
   *
   * @param end what ends a text for the tokenizer, which counts where neither file names a token
   */
  public static GenerationDefaults of(ModelDirectory directory, OptionalInt end) {
    Map<String, @Nullable Object> own = directory.generationConfig();
    Map<String, @Nullable Object> model = directory.config();
    List<Integer> named = ids("eos_token_id", own, model);
    return new GenerationDefaults(
        named.isEmpty() ? end.stream().boxed().toList() : named,
        ids("forced_bos_token_id", own, model).stream().mapToInt(id -> id).findFirst(),
        ids("forced_eos_token_id", own, model),
        own.get("do_sample") instanceof Boolean draws ? Optional.of(draws) : Optional.empty(),
        number(own, "temperature").filter(value -> value >= 0),
        number(own, "top_k").filter(value -> value >= 0).map(Double::intValue),
        number(own, "top_p").filter(value -> value > 0 && value <= 1),
        number(own, "min_p").filter(value -> value >= 0 && value <= 1),
        number(own, "repetition_penalty").filter(value -> value > 0));
  }

  private static List<Integer> ids(
      String name, Map<String, @Nullable Object> own, Map<String, @Nullable Object> model) {
    return Stream.of(own, model)
        .map(json -> json.get(name))
        .map(GenerationDefaults::ids)
        .filter(ids -> !ids.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static List<Integer> ids(@Nullable Object json) {
    Stream<?> given =
        switch (json) {
          case List<?> list -> list.stream();
          case null -> Stream.empty();
          default -> Stream.of(json);
        };
    return given
        .filter(id -> id instanceof Number number && number.longValue() >= 0)
        .map(id -> ((Number) id).intValue())
        .toList();
  }

  private static Optional<Double> number(Map<String, @Nullable Object> json, String name) {
    return json.get(name) instanceof Number number
        ? Optional.of(number.doubleValue())
        : Optional.empty();
  }
}
