package graft.spec.job;

import java.util.List;

/**
 * What sets a task apart: all of it that needs no more than words. Rooms decide by these, and look
 * at the task's name only where two tasks with the same target differ.
 *
 * @param medium what its rows are made of
 * @param target what is learned of each row
 * @param metrics what is measured on labelled rows, the task's own metric first
 * @param head the reference library's for it
 */
public record TaskDefinition(Medium medium, Target target, List<String> metrics, HeadSpec head) {
  /** What rows are made of. */
  public enum Medium {
    TEXT,
    PICTURES
  }

  /** What is learned of a row. */
  public enum Target {
    /** One class of several. */
    CLASS,
    /** Any number of classes. */
    CLASSES,
    /** A number. */
    SCORE,
    /** A class of each word. */
    TAGS,
    /** Where in the row an answer begins and ends. */
    SPAN,
    /** Tokens, out of the whole vocabulary. */
    TOKENS
  }

  public TaskDefinition {
    metrics = List.copyOf(metrics);
  }

  static TaskDefinition ofText(Target target, HeadSpec head, String... metrics) {
    return new TaskDefinition(Medium.TEXT, target, List.of(metrics), head);
  }

  static TaskDefinition ofPictures(Target target, HeadSpec head, String... metrics) {
    return new TaskDefinition(Medium.PICTURES, target, List.of(metrics), head);
  }

  /** Whether rows or tokens belong to classes with names. */
  boolean hasClasses() {
    return switch (target) {
      case CLASS, CLASSES, TAGS -> true;
      case SCORE, SPAN, TOKENS -> false;
    };
  }

  /** Whether one vector of each row is enough. */
  boolean isOfWholeRows() {
    return switch (target) {
      case CLASS, CLASSES, SCORE -> true;
      case TAGS, SPAN, TOKENS -> false;
    };
  }

  /** Whether the loss is over classes of which one is right. */
  boolean choosesOne() {
    return switch (target) {
      case CLASS, TAGS, TOKENS -> true;
      case CLASSES, SCORE, SPAN -> false;
    };
  }

  /** The head of a model with its own ideas of heads. */
  HeadSpec head(HeadSpec given, UsualHeads usual) {
    return switch (target) {
      case CLASS, CLASSES, SCORE ->
          given.orElse(medium == Medium.TEXT ? usual.sequence() : head).pooledBy(usual.pooling());
      case TAGS, SPAN -> given.orElse(usual.tokens());
      case TOKENS -> given.orElse(head);
    };
  }
}
