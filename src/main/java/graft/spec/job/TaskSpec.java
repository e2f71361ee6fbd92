package graft.spec.job;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The task of a job.
 *
 * @param labels names of the classes, in the order of the head's outputs; empty until they are read
 *     from the data
 * @param head shape of the head, where it is not the reference library's
 */
public record TaskSpec(
    @Attribute(value = "What the model is trained to do", required = true) TaskType type,
    @Attribute(
            "Names of the classes in the order of the logits; the sorted distinct labels of the data when absent")
        List<String> labels,
    @Attribute("Shape of the head; the reference library's head for the model when absent")
        Optional<HeadSpec> head) {
  private static final List<String> OF_ENTITIES = List.of("f1", "accuracy", "loss");

  public TaskSpec {
    labels = List.copyOf(labels);
    Check check = new Check();
    check.that(
        labels.size() <= 10_000, "labels", "must name at most 10000 classes, not " + labels.size());
    check.that(
        new LinkedHashSet<>(labels).size() == labels.size(),
        "labels",
        "must not name a class twice");
    check.done();
  }

  /**
   * What is measured on labelled rows, the task's own metric first. Tags such as {@code B-PER} are
   * measured by the entities that they mark.
   */
  public List<String> metrics() {
    return marksEntities() ? OF_ENTITIES : type.definition().metrics();
  }

  /** Whether the labels are tags that say where entities begin and go on. */
  public boolean marksEntities() {
    return tagScheme().isPresent();
  }

  /** How the labels mark entities; empty where they are plain classes. */
  public Optional<TagScheme> tagScheme() {
    return TagScheme.of(labels);
  }

  /** Whether rows or tokens belong to classes with names. */
  public boolean hasClasses() {
    return type.definition().hasClasses();
  }

  /** Whether each token is predicted from those before it, as a model does that writes. */
  public boolean writes() {
    return type == TaskType.CAUSAL_LM || type == TaskType.SEQ2SEQ_LM;
  }

  /** Whether the head is the base model's own, and no part of the adapter. */
  public boolean usesCheckpointHead() {
    return head.map(HeadSpec::checkpoint).orElse(false);
  }

  /** Whether the head reads one vector of each sequence, which its pooling chooses. */
  public boolean readsOneVector() {
    return type.definition().isOfWholeRows();
  }

  /** Whether the loss is over classes of which one is right, so that labels can be smoothed. */
  public boolean smoothsLabels() {
    return type.definition().choosesOne();
  }

  /** Whether a head that does not say otherwise is one layer. */
  public boolean hasSingleLayer() {
    return type.definition().head().layers().equals(Optional.of(1));
  }

  public TaskSpec withHead(HeadSpec other) {
    return new TaskSpec(type, labels, Optional.of(other));
  }

  /** The same that undoes an invertible adapter as another task does, if it leaves that open. */
  public TaskSpec undoingAs(TaskSpec other) {
    Optional<Boolean> undoes = other.head().flatMap(HeadSpec::inverse);
    HeadSpec own = head.orElse(HeadSpec.DEFAULTS);
    return undoes.isEmpty() || own.inverse().isPresent()
        ? this
        : withHead(own.withInverse(undoes.get()));
  }

  /** The same with the head's shape written out. */
  public TaskSpec withHead(UsualHeads usual) {
    return withHead(type.definition().head(head.orElse(HeadSpec.DEFAULTS), usual));
  }

  public TaskSpec withLabels(List<String> names) {
    return new TaskSpec(type, names, head);
  }
}
