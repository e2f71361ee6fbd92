package graft.dispatch;

import graft.catalog.adapter.AdapterEntry;
import graft.data.column.ColumnMapping;
import graft.data.column.TaskInference;
import graft.dispatch.check.ReadRows;
import graft.spec.Faults;
import graft.spec.job.JobRequest;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.UnusedAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides what a job learns: what its request says, else what its start or its data say. */
final class TaskChoice {
  private static final Set<TaskType> CHOICES =
      Set.of(TaskType.SEQUENCE_CLASSIFICATION, TaskType.MULTI_LABEL_CLASSIFICATION);

  private final JobRequest request;
  private final ResolvedReferences named;
  private final ReadRows rows;
  private final Faults faults;

  TaskChoice(JobRequest request, ResolvedReferences named, ReadRows rows, Faults faults) {
    this.request = request;
    this.named = named;
    this.rows = rows;
    this.faults = faults;
  }

  /** The task with its labels; of no use where there are faults. */
  Optional<TaskSpec> task() {
    Optional<TaskSpec> chosen =
        request
            .task()
            .map(this::continued)
            .or(() ->
                named
                    .start()
                    .flatMap(AdapterEntry::task)
                    .map(TaskSpec::onOtherRows)
                    .map(this::asRowsHaveIt))
            .or(() -> guess().task().map(type -> new TaskSpec(type, List.of(), Optional.empty())));
    if (chosen.isEmpty()) {
      refuseToGuess();
    }
    Optional<TaskSpec> complete =
        chosen
            .filter(this::isPossible)
            .map(task -> new TaskData(request, named, rows, faults).withLabels(task));
    complete.ifPresent(this::requireMetric);
    complete.ifPresent(task -> UnusedAttributes.refuse(task, request, faults));
    return complete;
  }

  /** What went before chose one label, as far as its files tell; these rows may have several. */
  private TaskSpec asRowsHaveIt(TaskSpec before) {
    boolean isSeveral =
        before.type() == TaskType.SEQUENCE_CLASSIFICATION
            && TaskInference.hasListsOfLabels(named.training().profile(), request.columns());
    return isSeveral
        ? continued(new TaskSpec(TaskType.MULTI_LABEL_CLASSIFICATION, List.of(), Optional.empty()))
        : before;
  }

  /**
   * A head that chooses one label has the shape of one that chooses several, so either can go on as
   * the other, which PEFT's files do not tell apart. What the request leaves open is the start's.
   */
  private TaskSpec continued(TaskSpec wanted) {
    Optional<TaskSpec> start = named.start().flatMap(AdapterEntry::task);
    if (wanted.type() == TaskType.MASKED_LM) {
      return start.map(wanted::undoingAs).orElse(wanted);
    }
    if (wanted.writes()) {
      return start
          .filter(before -> before.type() == wanted.type())
          .map(wanted::after)
          .orElse(wanted);
    }
    return start
        .filter(before -> before.type() != wanted.type())
        .filter(before -> CHOICES.containsAll(List.of(before.type(), wanted.type())))
        .map(before ->
            new TaskSpec(
                wanted.type(),
                wanted.labels().isEmpty() ? before.labels() : wanted.labels(),
                wanted.head().or(before::head)))
        .orElse(wanted);
  }

  private void requireMetric(TaskSpec task) {
    List<String> measured = request.evaluation().measured(task.metrics());
    request
        .evaluation()
        .metric()
        .filter(metric -> !measured.contains(metric))
        .ifPresent(metric ->
            faults.add(
                "/evaluation/metric",
                "out_of_range",
                "metric must be one of %s for this task, not %s"
                    .formatted(String.join(", ", measured), metric)));
  }

  /** Names that are wrong explain why there is no guess. */
  private void refuseToGuess() {
    Faults own = new Faults();
    ColumnMapping.check(request.columns(), named.training().profile(), own);
    if (own.isEmpty()) {
      own.add("/task", "missing", guess().refusal());
    }
    faults.addAll(own.all());
  }

  private TaskInference guess() {
    return new TaskInference(named.training().profile(), request.columns(), languageModelling());
  }

  private TaskType languageModelling() {
    List<TaskType> kinds = List.of(TaskType.CAUSAL_LM, TaskType.SEQ2SEQ_LM);
    return possible().stream().filter(kinds::contains).findFirst().orElse(TaskType.MASKED_LM);
  }

  private boolean isPossible(TaskSpec task) {
    boolean isPossible = possible().contains(task.type());
    if (!isPossible) {
      faults.add(
          "/task/type",
          "unsupported_task",
          "model %s can be trained to do %s; not %s"
              .formatted(
                  request.model(),
                  possible().stream().map(TaskChoice::wireName).collect(Collectors.joining(", ")),
                  wireName(task.type())));
    }
    return isPossible;
  }

  private List<TaskType> possible() {
    return named.model().support().tasks();
  }

  private static String wireName(TaskType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
