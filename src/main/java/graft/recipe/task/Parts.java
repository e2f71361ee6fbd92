package graft.recipe.task;

import java.util.Set;

/**
 * What an answer shall hold.
 *
 * @param wanted {@code labels}, {@code probabilities}, {@code logits}, {@code all_logits}; empty
 *     for what is usual: the first three, and for language models, whose logits are many, the first
 *     two
 */
public record Parts(Set<String> wanted) {
  private static final Set<String> USUAL = Set.of("labels", "probabilities", "logits");
  private static final Set<String> OF_LANGUAGE = Set.of("labels", "probabilities");

  Parts orUsual() {
    return wanted.isEmpty() ? new Parts(USUAL) : this;
  }

  Parts orUsualOfLanguage() {
    return wanted.isEmpty() ? new Parts(OF_LANGUAGE) : this;
  }

  Parts orUsualOfWriting() {
    return wanted.isEmpty() ? new Parts(Set.of("probabilities")) : this;
  }

  boolean labels() {
    return wanted.contains("labels");
  }

  boolean probabilities() {
    return wanted.contains("probabilities");
  }

  /** Whether an answer shall have the scores of the row: of a row as a whole they are all. */
  boolean logitsOfRow() {
    return logits() || allLogits();
  }

  boolean logits() {
    return wanted.contains("logits");
  }

  boolean allLogits() {
    return wanted.contains("all_logits");
  }
}
