package graft.generate.decode;

import graft.generate.Choice;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Requests whose rows run in one batch, since keys and values of all their lengths hold for each
 * other. Owns the batch.
 */
final class Lane implements AutoCloseable {
  private final Decoder decoder;
  private final int regime;
  private final RunningBatch batch;
  private final List<Running> requests = new ArrayList<>();

  Lane(Decoder decoder, int regime, RunningBatch batch) {
    this.decoder = decoder;
    this.regime = regime;
    this.batch = batch;
  }

  boolean isOf(int length) {
    return decoder.regime(length) == regime;
  }

  List<Running> requests() {
    return requests;
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  int rows() {
    return batch.rows();
  }

  /** Tokens of each row that are kept, padding included. */
  int columns() {
    return batch.columns();
  }

  /** Takes over the rows of a request that were read apart. */
  void join(Running request, PromptCache prompt, List<Integer> rows) {
    for (int i = 0; i < rows.size(); i++) {
      batch.join(request.rows().get(i), prompt, rows.get(i));
    }
    requests.add(request);
  }

  /** Takes a request out. */
  void remove(Running request) {
    batch.remove(request);
    requests.remove(request);
  }

  void removeIf(Predicate<Running> isOver) {
    requests.stream().filter(isOver).toList().forEach(this::remove);
  }

  /**
   * Gives every row its next token.
   *
   * @param longest positions that there may be
   * @return requests that must be read again
   */
  List<Running> step(int longest) {
    List<float[]> logits = batch.step(toCome(), longest);
    // Places change as rows leave: who is where is looked up first.
    List<Running> all = List.copyOf(requests);
    List<List<float[]>> own =
        all.stream()
            .map(request -> request.rows().stream().map(row -> logits.get(row.place)).toList())
            .toList();
    List<Running> again = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Running request = all.get(i);
      advance(request, own.get(i));
      if (requests.contains(request) && !isOf(request.length())) {
        remove(request);
        again.add(request);
      }
    }
    return again;
  }

  /** The most tokens that any row may still get. */
  private int toCome() {
    return requests.stream()
        .mapToInt(request -> request.longest() - request.length())
        .max()
        .orElse(0);
  }

  private void advance(Running request, List<float[]> logits) {
    try {
      Choice choice = request.choose(logits);
      if (choice.rows() == 0) {
        remove(request);
        request.complete();
      } else {
        batch.grow(request, choice);
      }
    } catch (RuntimeException failure) {
      remove(request);
      if (failure instanceof GraftException known && known.code() == ErrorCode.DIVERGED) {
        batch.clean();
      }
      request.fail(failure);
    }
  }

  /** Ends all requests with what went wrong. */
  void fail(RuntimeException failure) {
    requests.forEach(request -> request.fail(failure));
    requests.clear();
  }

  @Override
  public void close() {
    batch.close();
  }
}
