package graft.dispatch;

import graft.catalog.AdapterEntry;
import graft.data.Dataset;
import graft.recipe.FineTuneSpec;
import graft.recipe.ModelSource;
import graft.recipe.Recipes;
import graft.recipe.Rehearsal;
import graft.recipe.Resolution;
import graft.recipe.ResolveSpec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.IdleAttributes;
import graft.spec.job.EvaluationSpec;
import graft.spec.job.JobRequest;
import graft.spec.job.JobSpec;
import graft.spec.job.Precision;
import graft.spec.job.TaskSpec;
import graft.spec.job.TrainingSetup;
import graft.spec.job.TrainingSpec;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Turns a request into a job with nothing left to guess. */
public final class Resolver {
  private final References references;
  private final Sources sources;
  private final Recipes recipes;
  private final ShortTasks tasks;
  private final LongSupplier seeds;

  /**
   * @param seeds draws a seed, from 0 to 2147483647, for a job that has none
   */
  public Resolver(
      References references,
      Sources sources,
      Recipes recipes,
      ShortTasks tasks,
      LongSupplier seeds) {
    this.references = references;
    this.sources = sources;
    this.recipes = recipes;
    this.tasks = tasks;
    this.seeds = seeds;
  }

  /**
   * The job that a request asks for, which can be done as far as can be told without training.
   *
   * @throws GraftException {@code INVALID_SPEC} with every fault; {@code ADAPTER_MERGED}; {@code
   *     BUSY}
   */
  public JobSpec resolve(JobRequest request) {
    Faults faults = new Faults();
    Optional<Referents> named = references.find(request, faults);
    Optional<TaskSpec> task =
        named.flatMap(referents -> new TaskChoice(request, referents, faults).task());
    named.ifPresent(referents ->
        requireLength(
            request, referents.model().facts().maxLength().orElse(Integer.MAX_VALUE), faults));
    String source = request.startFrom().isPresent() ? References.START : "/adapter";
    TrainingSetup.check(request.trainingSetup(), request.adapter(), source, faults);
    named.flatMap(Referents::start).ifPresent(start -> requireMethod(start, request, faults));
    IdleAttributes.refuseWithoutValidation(request, faults);
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    Resolution fitted =
        fit(
            new ResolveSpec(
                sources.model(request.model()),
                request.trained(),
                request.trainingSetup(),
                sources.beside(request.trainingSetup()),
                task,
                named.flatMap(Referents::start).map(sources::adapter)));
    requireLength(request, fitted.maxLength(), faults);
    new TaskData(request, named.orElseThrow(), faults)
        .requireRows(task.orElseThrow(), bounds(request, fitted));
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return request.resolve(
        task.orElseThrow().withHead(),
        request.seed().orElseGet(seeds::getAsLong),
        chosen(request.training(), request.model(), fitted.maxLength()),
        measured(request, task.orElseThrow(), named.orElseThrow().training().profile().rows()));
  }

  /** Without validation data nothing is measured in training, and nothing says when. */
  private static EvaluationSpec measured(JobRequest request, TaskSpec task, long rows) {
    long held = request.heldOut() == 0 ? 0 : Math.max(1, Math.round(rows * request.heldOut()));
    long batches = Math.ceilDiv(Math.max(1, rows - held), request.training().batchSize());
    long steps = Math.ceilDiv(batches, request.training().gradientAccumulationSteps());
    return request.isValidated()
        ? request
            .evaluation()
            .complete(
                task.metrics().getFirst(), Math.clamp(steps, 1, EvaluationSpec.MOST_STEPS))
        : request.evaluation();
  }

  private static Dataset.Bounds bounds(JobRequest request, Resolution fitted) {
    return Dataset.Bounds.of(
        request.training().lengthWithin(fitted.maxLength()),
        fitted.vocabulary(),
        fitted.segments());
  }

  /**
   * Chosen once, so that an attempt on another node ends with the same bytes, and the job's record
   * repeats it.
   */
  private TrainingSpec chosen(TrainingSpec training, String model, int maxLength) {
    Precision precision =
        switch (training.precision()) {
          case FP32, BF16 -> training.precision();
          case AUTO -> automaticPrecision(model);
        };
    return training.with(training.lengthWithin(maxLength), precision);
  }

  private Precision automaticPrecision(String model) {
    ModelSource source = sources.model(model);
    return tasks.call(model, device -> recipes.automaticPrecision(source, device));
  }

  /** Resolves a request, reads its data and times a step; stores nothing. */
  public Rehearsal rehearse(JobRequest request) {
    FineTuneSpec spec = sources.of(resolve(request));
    return tasks.call(request.model(), device -> recipes.rehearse(spec, device));
  }

  /**
   * What an adapter configuration means for a base model.
   *
   * @param task whose head is counted too
   * @throws GraftException with pointers below {@code /adapter}; {@code UNKNOWN_BASE_MODEL}; {@code
   *     BUSY}
   */
  public Resolution fit(String model, AdapterConfig adapter, Optional<TaskSpec> task) {
    return fit(ResolveSpec.alone(sources.model(model), adapter, task));
  }

  private Resolution fit(ResolveSpec spec) {
    return tasks.call(spec.model().name(), device -> recipes.resolve(spec, device));
  }

  /** An adapter goes on as what it is. */
  private static void requireMethod(AdapterEntry start, JobRequest request, Faults faults) {
    String trained = request.trained().method();
    if (!start.config().method().equals(trained)) {
      faults.add(
          References.START,
          "unfitting_start",
          "adapter %s is a %s adapter, which a job that trains a %s adapter%s cannot start from"
              .formatted(
                  start.id(),
                  start.config().method(),
                  trained,
                  TrainingSetup.trainsFusion(request.trainingSetup()) ? " (a fuse block)" : ""));
    }
  }

  /** What stands before the text leaves it fewer positions than the model has. */
  private static void requireLength(JobRequest request, int most, Faults faults) {
    request
        .training()
        .maxLength()
        .filter(length -> length > most)
        .ifPresent(length ->
            faults.add(
                "/training/max_length",
                "out_of_range",
                "max_length must be at most %d with model %s, not %d"
                    .formatted(most, request.model(), length)));
  }
}
