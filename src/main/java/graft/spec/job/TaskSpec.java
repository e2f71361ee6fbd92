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
    return switch (type) {
      case SEQUENCE_CLASSIFICATION, IMAGE_CLASSIFICATION -> List.of("accuracy", "macro_f1", "loss");
      case MULTIPLE_CHOICE -> List.of("accuracy", "loss");
      case MULTI_LABEL_CLASSIFICATION -> List.of("micro_f1", "macro_f1", "accuracy", "loss");
      case REGRESSION -> List.of("mse", "mae", "pearson", "spearman", "loss");
      case TOKEN_CLASSIFICATION ->
          marksEntities()
              ? List.of("f1", "accuracy", "loss")
              : List.of("accuracy", "macro_f1", "loss");
      case QUESTION_ANSWERING -> List.of("f1", "exact_match", "loss");
      case CAUSAL_LM, MASKED_LM, SEQ2SEQ_LM -> List.of("perplexity", "accuracy", "loss");
    };
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
    return switch (type) {
      case SEQUENCE_CLASSIFICATION,
          MULTI_LABEL_CLASSIFICATION,
          MULTIPLE_CHOICE,
          TOKEN_CLASSIFICATION,
          IMAGE_CLASSIFICATION ->
          true;
      case REGRESSION, QUESTION_ANSWERING, CAUSAL_LM, MASKED_LM, SEQ2SEQ_LM -> false;
    };
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
    return switch (type) {
      case SEQUENCE_CLASSIFICATION,
          MULTI_LABEL_CLASSIFICATION,
          MULTIPLE_CHOICE,
          REGRESSION,
          IMAGE_CLASSIFICATION ->
          true;
      case TOKEN_CLASSIFICATION, QUESTION_ANSWERING, CAUSAL_LM, MASKED_LM, SEQ2SEQ_LM -> false;
    };
  }

  /** Whether the loss is over classes of which one is right, so that labels can be smoothed. */
  public boolean smoothsLabels() {
    return switch (type) {
      case SEQUENCE_CLASSIFICATION,
          MULTIPLE_CHOICE,
          TOKEN_CLASSIFICATION,
          CAUSAL_LM,
          MASKED_LM,
          SEQ2SEQ_LM,
          IMAGE_CLASSIFICATION ->
          true;
      case MULTI_LABEL_CLASSIFICATION, REGRESSION, QUESTION_ANSWERING -> false;
    };
  }

  /** Whether a head that does not say otherwise is one layer. */
  public boolean hasSingleLayer() {
    return switch (type) {
      case TOKEN_CLASSIFICATION, QUESTION_ANSWERING, SEQ2SEQ_LM, IMAGE_CLASSIFICATION -> true;
      case SEQUENCE_CLASSIFICATION,
          MULTI_LABEL_CLASSIFICATION,
          MULTIPLE_CHOICE,
          REGRESSION,
          CAUSAL_LM,
          MASKED_LM ->
          false;
    };
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
    HeadSpec given = head.orElse(HeadSpec.DEFAULTS);
    return withHead(
        switch (type) {
          case SEQUENCE_CLASSIFICATION, MULTI_LABEL_CLASSIFICATION, MULTIPLE_CHOICE, REGRESSION ->
              given.orElse(usual.sequence()).pooledBy(usual.pooling());
          case IMAGE_CLASSIFICATION -> given.orElse(HeadSpec.PICTURES).pooledBy(usual.pooling());
          case TOKEN_CLASSIFICATION, QUESTION_ANSWERING -> given.orElse(usual.tokens());
          case MASKED_LM, CAUSAL_LM -> given.orElse(HeadSpec.VOCABULARY);
          case SEQ2SEQ_LM -> given.orElse(HeadSpec.PROJECTION);
        });
  }

  public TaskSpec withLabels(List<String> names) {
    return new TaskSpec(type, names, head, chatTemplate, lossOn);
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
