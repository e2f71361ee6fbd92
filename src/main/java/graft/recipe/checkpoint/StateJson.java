package graft.recipe.checkpoint;

import graft.format.FileContext;
import graft.format.Json;
import graft.spec.GraftException;
import graft.tensor.ParameterName;
import graft.train.Evaluation;
import graft.train.LossCourse;
import graft.train.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a training's state is no tensor. Numbers are read as they were written, to the bit; those
 * that JSON has no word for are texts.
 *
 * @param of what is trained on what, so that no other training goes on from it
 * @param parameters the trained tensors, in order
 * @param bestStep the step of the evaluation that was best
 */
record StateJson(
    String of,
    long seed,
    int step,
    long tokens,
    List<ParameterName> parameters,
    List<Evaluation> evaluations,
    Optional<Integer> bestStep,
    int withoutBetter,
    LossCourse course) {
  /** Raised when a reader of this one could not read what is written then. */
  private static final int FORMAT = 1;

  private static final long LIMIT = 256L << 20;

  static StateJson of(TrainingState state, String of) {
    return new StateJson(
        of,
        state.seed(),
        state.step(),
        state.tokens(),
        state.tensors().stream().map(TrainingState.Tensor::name).toList(),
        state.standing().evaluations(),
        state.standing().best().map(best -> best.evaluation().step()),
        state.standing().withoutBetter(),
        state.course());
  }

  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("of", of);
    json.put("seed", seed);
    json.put("step", step);
    json.put("tokens", tokens);
    json.put("without_better", withoutBetter);
    json.put("best_step", bestStep.orElse(null));
    json.put("evaluations", evaluations.stream().map(StateJson::json).toList());
    json.put(
        "losses",
        Map.of(
            "steps",
            course.steps(),
            "began",
            exact(course.began()),
            "last",
            course.last().stream().map(StateJson::exact).toList()));
    json.put(
        "parameters",
        parameters.stream()
            .map(name -> List.of(name.path(), name.family(), name.tensor()))
            .toList());
    return json;
  }

  private static Map<String, Object> json(Evaluation evaluation) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    evaluation.metrics().forEach((name, value) -> metrics.put(name, exact(value)));
    return Map.of("step", evaluation.step(), "metrics", metrics);
  }

  private static Object exact(double value) {
    return Double.isFinite(value) ? (Object) value : Double.toString(value);
  }

  /**
   * @throws GraftException if it is not as this version or an earlier one writes it
   */
  static StateJson read(Path file, FileContext context) {
    Map<?, ?> json = Json.readObject(file, context, LIMIT);
    try {
      int format = number(json, "format").intValue();
      context.require(
          format == FORMAT, "has format %d; this version reads %d".formatted(format, FORMAT));
      return new StateJson(
          part(json, "of", String.class),
          number(json, "seed").longValue(),
          number(json, "step").intValue(),
          number(json, "tokens").longValue(),
          list(json, "parameters", StateJson::name),
          list(json, "evaluations", StateJson::evaluation),
          Optional.ofNullable((Integer) json.get("best_step")),
          number(json, "without_better").intValue(),
          course(part(json, "losses", Map.class)));
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw context.fault("is not the state of a training");
    }
  }

  private static LossCourse course(Map<?, ?> json) {
    return new LossCourse(
        number(json, "steps").intValue(),
        exactly(part(json, "began", Object.class)),
        list(json, "last", StateJson::exactly));
  }

  private static ParameterName name(Object json) {
    List<?> parts = (List<?>) json;
    return new ParameterName((String) parts.get(0), (String) parts.get(1), (String) parts.get(2));
  }

  private static Evaluation evaluation(Object json) {
    Map<?, ?> evaluation = (Map<?, ?>) json;
    Map<String, Double> metrics = new LinkedHashMap<>();
    part(evaluation, "metrics", Map.class)
        .forEach((name, value) -> metrics.put((String) name, exactly(value)));
    return new Evaluation(number(evaluation, "step").intValue(), metrics);
  }

  private static double exactly(Object json) {
    return json instanceof String text ? Double.parseDouble(text) : ((Number) json).doubleValue();
  }

  private static Number number(Map<?, ?> json, String name) {
    return part(json, name, Number.class);
  }

  private static <T> List<T> list(Map<?, ?> json, String name, Function<Object, T> read) {
    List<T> items = new ArrayList<>();
    for (Object item : part(json, name, List.class)) {
      items.add(read.apply(item));
    }
    return items;
  }

  private static <T> T part(Map<?, ?> json, String name, Class<T> type) {
    return Objects.requireNonNull(type.cast(json.get(name)));
  }
}
