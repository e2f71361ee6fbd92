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
 * @param chatTemplate how conversations become text: Jinja, or the name of one; the model's own
 *     where it is absent
 * @param lossOn what of a row a causal language model learns; what its form suggests where it is
 *     absent
 */
public record TaskSpec(
    @Attribute(value = "What the model is trained to do", required = true) TaskType type,
    @Attribute(
            "Names of the classes in the order of the logits; the sorted distinct labels of the data when absent")
        List<String> labels,
    @Attribute("Shape of the head; the reference library's head for the model when absent")
        Optional<HeadSpec> head,
    @Attribute(
            "Chat template that turns conversations into text, for causal_lm: Jinja, or one of chatml, llama3, mistral, gemma, phi3, zephyr; the model's own when absent. It goes with the adapter")
        Optional<String> chatTemplate,
    @Attribute(
            "What of each row is learned, for causal_lm: assistant (the usual for messages), last_assistant, completion (the usual for prompt and completion) or all (the usual for text)")
        Optional<LossOn> lossOn) {
  private static final int MOST_TEMPLATE = 1 << 17;

  private static final List<String> OF_ENTITIES = List.of("f1", "accuracy", "loss");

  public TaskSpec {
    labels = List.copyOf(labels);
    Check check = new Check();
    check.that(
        chatTemplate.map(text -> text.length() <= MOST_TEMPLATE).orElse(true),
        "chat_template",
        "must have at most %d characters".formatted(MOST_TEMPLATE));
    check.that(
        chatTemplate.map(text -> !text.isBlank()).orElse(true),
        "chat_template",
        "must not be blank; leave it out for the model's own");
    check.that(
        labels.size() <= 10_000, "labels", "must name at most 10000 classes, not " + labels.size());
    check.that(
        new LinkedHashSet<>(labels).size() == labels.size(),
        "labels",
        "must not name a class twice");
    check.done();
  }

  /** A task that reads no conversations, or as its model does. */
  public TaskSpec(TaskType type, List<String> labels, Optional<HeadSpec> head) {
    this(type, labels, head, Optional.empty(), Optional.empty());
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
    return new TaskSpec(type, labels, Optional.of(other), chatTemplate, lossOn);
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
    return new TaskSpec(type, names, head, chatTemplate, lossOn);
  }

  /** The same with a chat template. */
  public TaskSpec withTemplate(String template) {
    return new TaskSpec(type, labels, head, Optional.of(template), lossOn);
  }

  /** The same with what of each row is learned. */
  public TaskSpec withLossOn(LossOn learned) {
    return new TaskSpec(type, labels, head, chatTemplate, Optional.of(learned));
  }

  /** The same for rows that may have another form. */
  public TaskSpec onOtherRows() {
    return new TaskSpec(type, labels, head, chatTemplate, Optional.empty());
  }

  /** The same where head and template, if it leaves them open, are those of a start. */
  public TaskSpec after(TaskSpec start) {
    return new TaskSpec(
        type, labels, head.or(start::head), chatTemplate.or(start::chatTemplate), lossOn);
  }
}
