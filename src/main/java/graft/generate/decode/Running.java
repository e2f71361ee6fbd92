package graft.generate.decode;

import graft.generate.Choice;
import graft.generate.Generation;
import graft.generate.Prompt;
import graft.generate.Search;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** A request with its rows. Changed by the engine's thread alone, cancelled by any. */
final class Running implements Generation {
  private final Prompt prompt;
  private final Search search;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean isCancelled;
  private List<Sequence> rows;
  private int made;

  /**
   * @param first what the decoder reads first
   */
  Running(Prompt prompt, int[] first, Search search) {
    this.prompt = prompt;
    this.search = search;
    rows = List.of(new Sequence(first));
  }

  @Override
  public void cancel() {
    isCancelled = true;
  }

  @Override
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  /** Ends it if it was cancelled, and says whether it is over. */
  boolean endIfCancelled() {
    if (isCancelled) {
      giveUp();
    }
    return isCancelled;
  }

  /** What an encoder reads. */
  int[] source() {
    return prompt.ids();
  }

  /** In the order of the search. */
  List<Sequence> rows() {
    return rows;
  }

  /** Of each row. */
  int length() {
    return rows.getFirst().length();
  }

  /** The most rows that it may have. */
  int most() {
    return Math.max(rows.size(), search.rows());
  }

  /** The most tokens that a row may have in the end. */
  int longest() {
    return length() + prompt.newTokens() - made;
  }

  /** What the search says to the logits of its rows. */
  Choice choose(List<float[]> logits) {
    requireNumbers(logits);
    Choice choice = search.advance(logits);
    check(choice, logits);
    return choice;
  }

  /** Also of a search that would end here: among what is no number, nothing is the likeliest. */
  private static void requireNumbers(List<float[]> logits) {
    for (float[] row : logits) {
      for (float score : row) {
        if (Float.isNaN(score) || score == Float.POSITIVE_INFINITY) {
          throw diverged();
        }
      }
    }
  }

  private static GraftException diverged() {
    return new GraftException(
        ErrorCode.DIVERGED,
        "the model gives scores that are not finite: weights are too large for this prompt");
  }

  private void check(Choice choice, List<float[]> logits) {
    boolean isInBounds = made < prompt.newTokens() && choice.rows() <= search.rows();
    if (choice.rows() > 0 && !isInBounds) {
      throw new IllegalStateException(
          "a search of %d rows and %d tokens goes beyond"
              .formatted(search.rows(), prompt.newTokens()));
    }
    for (int i = 0; i < choice.rows(); i++) {
      if (!Float.isFinite(logits.get(choice.parents()[i])[choice.tokens()[i]])) {
        throw diverged();
      }
    }
  }

  /**
   * Goes on with the chosen rows.
   *
   * @param children for each of them, a sequence without the new token
   */
  void grow(List<Sequence> children, Choice choice) {
    IntStream.range(0, choice.rows()).forEach(i -> children.get(i).add(choice.tokens()[i]));
    rows = List.copyOf(children);
    made++;
  }

  /** Goes on with the chosen rows, the first child of a row in its place. */
  void grow(Choice choice) {
    boolean[] isTaken = new boolean[rows.size()];
    List<Sequence> children = new ArrayList<>();
    for (int parent : choice.parents()) {
      children.add(isTaken[parent] ? rows.get(parent).copy() : rows.get(parent));
      isTaken[parent] = true;
    }
    grow(children, choice);
  }

  void complete() {
    ended.complete(null);
  }

  void fail(Throwable failure) {
    ended.completeExceptionally(failure);
  }

  void giveUp() {
    fail(new CancellationException("nobody waits for it"));
  }
}
