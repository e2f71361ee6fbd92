package graft.dispatch;

import graft.catalog.adapter.AdapterEntry;
import graft.data.Dataset;
import graft.dispatch.check.FittedConfigs;
import graft.dispatch.check.RankSchedules;
import graft.dispatch.check.ReadRows;
import graft.dispatch.check.StepCount;
import graft.dispatch.memory.MemoryCheck;
import graft.inference.ArtifactLocator;
import graft.inference.Client;
import graft.inference.DeviceExecutor;
import graft.recipe.FineTuneSpec;
import graft.recipe.ModelSource;
import graft.recipe.Recipes;
import graft.recipe.Rehearsal;
import graft.recipe.Resolution;
import graft.recipe.ResolveSpec;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.AutomaticTraining;
import graft.spec.job.JobRequest;
import graft.spec.job.JobSpec;
import graft.spec.job.Precision;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSetup;
import graft.spec.job.TrainingSpec;
import graft.spec.job.UnusedAttributes;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** Turns a request into a job with nothing left to guess. */
public final class Resolver {
  private final References references;
  private final ArtifactLocator sources;
  private final Recipes recipes;
  private final DeviceExecutor tasks;
  private final ToLongFunction<DeviceId> memory;
  private final LongSupplier seeds;
  private final FittedConfigs fitted = new FittedConfigs();
  private final ReadRows rows = new ReadRows();

  /**
   * @param memory of a device in bytes, in use or not
   * @param seeds draws a seed, from 0 to 2147483647, for a job that has none
   */
  public Resolver(
      References references,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      ToLongFunction<DeviceId> memory,
      LongSupplier seeds) {
    this.references = references;
    this.sources = sources;
    this.recipes = recipes;
    this.tasks = tasks;
    this.memory = memory;
    this.seeds = seeds;
  }

  /**
   * The job that a request asks for, which can be done as far as can be told without training.
   *
   * @throws GraftException {@code INVALID_SPEC} with every fault; {@code ADAPTER_MERGED}; {@code
   *     BUSY}
   */
  public JobSpec resolve(Owner owner, JobRequest request) {
    Faults faults = new Faults();
    Optional<ResolvedReferences> named = references.find(owner, request, faults);
    Optional<TaskSpec> task =
        named.flatMap(referents -> new TaskChoice(request, referents, rows, faults).task());
    named.ifPresent(referents ->
        requireLength(
            request, referents.model().facts().maxLength().orElse(Integer.MAX_VALUE), faults));
    String source = request.startFrom().isPresent() ? References.START : "/adapter";
    TrainingSetup.check(request.trainingSetup(), request.adapter().of(task), source, faults);
    named
        .flatMap(ResolvedReferences::start)
        .ifPresent(start -> requireMethod(start, request, task, faults));
    UnusedAttributes.refuseWithoutValidation(request, faults);
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    ModelSource model = named.orElseThrow().source();
    Resolution fitted =
        fit(
            new ResolveSpec(
                model,
                request.trained(task),
                request.trainingSetup(),
                sources.beside(owner, request.trainingSetup()),
                task,
                named.flatMap(ResolvedReferences::start).map(sources::adapter)));
    requireLength(request, fitted.maxLength(), faults);
    UnusedAttributes.refuseOfAdapter(fitted.adapter(), fitted.layers(), request.training(), faults);
    if (request.training().packing()) {
      faults.addAll(fitted.unpackable().stream().toList());
    }
    TaskData data = new TaskData(request, named.get(), rows, faults);
    TrainingSpec asked = asked(request, data.answers(task.orElseThrow()), fitted);
    data.requireRows(task.get(), bounds(asked, fitted));
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    TrainingSpec training = chosen(request, asked, task.get(), named.get(), fitted);
    StepCount steps = steps(request, task.get(), training, data);
    steps.ofAll().ifPresent(all -> RankSchedules.refuseIdle(request.trained(task), all, faults));
    DeviceId device = tasks.device(request.model());
    new MemoryCheck(device, memory.applyAsLong(device))
        .refuse(
            fitted.footprint(),
            training,
            data.rows(),
            Math.min(data.longest(), training.lengthWithin(fitted.maxLength())),
            faults);
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return request.resolve(
        fitted.task().orElseThrow(),
        request.seed().orElseGet(seeds::getAsLong),
        training,
        measured(request, task.get(), steps));
  }

  /** Without validation data nothing is measured in training, and nothing says when. */
  private static EvaluationSpec measured(JobRequest request, TaskSpec task, StepCount steps) {
    if (!request.isValidated()) {
      return request.evaluation();
    }
    EvaluationSpec measured = request.evaluation().by(task.metrics().getFirst());
    OptionalInt epoch = steps.ofEpoch();
    return epoch.isPresent() ? measured.every(epoch.getAsInt()) : measured;
  }

  private static StepCount steps(
      JobRequest request, TaskSpec task, TrainingSpec training, TaskData data) {
    boolean isOfRows =
        task.type() != TaskType.QUESTION_ANSWERING
            && !training.packing()
            && !data.areConversations(task);
    return new StepCount(request, training, data.rows(), isOfRows);
  }

  /** Rows that end with what is to be learned are not cut as soon as others. */
  private static TrainingSpec asked(JobRequest request, boolean areAnswers, Resolution fitted) {
    return areAnswers
        ? request.training().orLength(Math.min(TrainingSpec.LENGTH_OF_ANSWERS, fitted.maxLength()))
        : request.training();
  }

  private static Dataset.Bounds bounds(TrainingSpec asked, Resolution fitted) {
    if (fitted.picture().isPresent()) {
      return Dataset.Bounds.ofPictures(fitted.maxLength(), fitted.picture().get());
    }
    int length = asked.lengthWithin(fitted.maxLength());
    return Dataset.Bounds.of(length, fitted.vocabulary(), fitted.segments())
        .withStride(asked.strideWithin(length));
  }

  /**
   * Chosen once, so that an attempt on another node ends with the same bytes, and the job's record
   * repeats it.
   */
  private TrainingSpec chosen(
      JobRequest request,
      TrainingSpec asked,
      TaskSpec task,
      ResolvedReferences named,
      Resolution fitted) {
    Precision precision =
        switch (request.training().precision()) {
          case FP32, BF16 -> request.training().precision();
          case AUTO -> recipes.automaticPrecision(named.source(), tasks.device(request.model()));
        };
    long rows = Math.round(named.training().profile().rows() * (1 - request.heldOut()));
    AutomaticTraining automatic =
        new AutomaticTraining(
            request.trained(Optional.of(task)), task.type(), named.model().facts().hiddenSize());
    return automatic.of(asked, rows).with(task.type(), fitted.maxLength(), precision);
  }

  /**
   * Resolves a request, reads some of its data and times a step; stores nothing.
   *
   * @param client for whom; when it is gone, nothing more is computed
   */
  public Rehearsal rehearse(Owner owner, JobRequest request, Client client) {
    FineTuneSpec spec = sources.of(owner, resolve(owner, request));
    return tasks
        .inTurns(request.model(), client, turns -> recipes.rehearse(spec, turns))
        .after(request.notices(spec.job().task()));
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
    return fitted.of(spec, unknown -> tasks.check(() -> recipes.resolve(unknown)));
  }

  /** An adapter goes on as what it is. */
  private static void requireMethod(
      AdapterEntry start, JobRequest request, Optional<TaskSpec> task, Faults faults) {
    String trained = request.trained(task).method();
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
    int window = request.training().lengthWithin(most);
    request
        .training()
        .docStride()
        .filter(stride -> stride >= window)
        .ifPresent(stride ->
            faults.add(
                "/training/doc_stride",
                "out_of_range",
                "doc_stride must be below max_length, here %d, not %d".formatted(window, stride)));
  }
}
