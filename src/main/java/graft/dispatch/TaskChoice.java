package graft.dispatch;

import graft.catalog.AdapterEntry;
import graft.spec.Faults;
import graft.spec.job.JobRequest;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decides what a job learns: what its request says, else what its start or its data say. */
final class TaskChoice {
  private final JobRequest request;
  private final Referents named;
  private final Faults faults;

  TaskChoice(JobRequest request, Referents named, Faults faults) {
    this.request = request;
    this.named = named;
    this.faults = faults;
  }

  /** The task with its labels; with faults, of no use. */
  Optional<TaskSpec> task() {
    Optional<TaskSpec> asked = request.task().or(() -> named.start().map(AdapterEntry::task));
    List<TaskType> possible = named.model().support().tasks();
    Optional<TaskType> type =
        asked
            .map(TaskSpec::type)
            .or(() -> new TaskGuess(named.training().profile(), request.columns()).among(possible));
    if (type.isEmpty()) {
      faults.add(
          "/task", "missing", "the columns of the training file do not say what the task is");
      return Optional.empty();
    }
    if (!possible.contains(type.get())) {
      faults.add(
          "/task/type",
          "unsupported_task",
          "model %s can be trained to do %s, not %s"
              .formatted(request.model(), wireNames(possible), wireName(type.get())));
      return Optional.empty();
    }
    TaskSpec task = asked.orElse(new TaskSpec(type.get(), List.of(), Optional.empty()));
    return Optional.of(withLabels(task));
  }

  private TaskSpec withLabels(TaskSpec task) {
    return switch (task.type()) {
      case SEQUENCE_CLASSIFICATION -> {
        ClassificationData data = new ClassificationData(request, faults);
        List<String> labels = data.labels(named.training().profile(), task.labels());
        named
            .validation()
            .ifPresent(file -> data.requireSame("/validation_file", file.profile(), labels));
        named.test().ifPresent(file -> data.requireSame("/test_file", file.profile(), labels));
        yield task.withLabels(labels);
      }
      // Their models do not list them yet, so they do not come this far.
      case MULTI_LABEL_CLASSIFICATION,
          REGRESSION,
          TOKEN_CLASSIFICATION,
          QUESTION_ANSWERING,
          CAUSAL_LM,
          MASKED_LM,
          SEQ2SEQ_LM ->
          task;
    };
  }

  private static String wireNames(List<TaskType> tasks) {
    return String.join(", ", tasks.stream().map(TaskChoice::wireName).toList());
  }

  private static String wireName(TaskType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
