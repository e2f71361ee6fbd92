package graft.recipe.saved;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Names for the classes of an imported head, beside the files that hold its tensors. */
public final class GivenLabels {
  private static final String POINTER = "/labels";

  /** What the head of a sequence may be: its tensors do not tell. */
  private static final Set<TaskType> OF_SEQUENCE =
      Set.of(
          TaskType.SEQUENCE_CLASSIFICATION,
          TaskType.MULTI_LABEL_CLASSIFICATION,
          TaskType.REGRESSION);

  private GivenLabels() {}

  /**
   * The task of a head with the names that its sender gave the classes.
   *
   * @throws GraftException {@code INVALID_SPEC} if it has no classes, or not so many
   */
  public static Optional<TaskSpec> named(Optional<TaskSpec> found, List<String> labels) {
    if (labels.isEmpty()) {
      return found;
    }
    TaskSpec task =
        found.filter(TaskSpec::hasClasses).orElseThrow(() -> refusal(withoutClasses(found)));
    // A head of choices scores each of them alone, however many there are.
    if (task.type() != TaskType.MULTIPLE_CHOICE && task.labels().size() != labels.size()) {
      throw refusal(
          "the head has %d classes, and there are %d labels"
              .formatted(task.labels().size(), labels.size()));
    }
    return Optional.of(task.withLabels(labels));
  }

  private static String withoutClasses(Optional<TaskSpec> found) {
    return found
        .map(task ->
            "a head for %s has no classes to name"
                .formatted(task.type().name().toLowerCase(Locale.ROOT)))
        .orElse("the adapter came without a head, so there are no classes to name");
  }

  private static GraftException refusal(String fact) {
    return new GraftException(
        ErrorCode.INVALID_SPEC, new Fault(POINTER, "out_of_range", "labels: " + fact));
  }

  /**
   * The task of a PEFT head as the file beside it says.
   *
   * @throws GraftException {@code INVALID_ADAPTER} if it is another head's
   */
  public static TaskSpec said(TaskSpec found, TaskSpec said) {
    boolean isOfOneKind =
        said.type() == found.type()
            || (OF_SEQUENCE.contains(said.type()) && OF_SEQUENCE.contains(found.type()));
    int outputs = found.type() == TaskType.REGRESSION ? 1 : found.labels().size();
    int wanted = said.type() == TaskType.REGRESSION ? 1 : said.labels().size();
    if (!isOfOneKind || outputs != wanted) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER,
          "graft_task.json: is of %s with %d outputs, the head in the file is of %s with %d"
              .formatted(
                  said.type().name().toLowerCase(Locale.ROOT),
                  wanted,
                  found.type().name().toLowerCase(Locale.ROOT),
                  outputs));
    }
    return new TaskSpec(said.type(), said.labels(), found.head());
  }
}
