package graft.dispatch.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answers to the questions that were asked last; the one that was asked longest ago goes first.
 * Safe for any thread.
 */
final class Recent<Q, A> {
  private final Map<Q, A> answers;

  /**
   * @param most answers that are kept
   */
  Recent(int most) {
    this.answers =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Q, A> eldest) {
            return size() > most;
          }
        };
  }

  synchronized Optional<A> find(Q question) {
    return Optional.ofNullable(answers.get(question));
  }

  synchronized void keep(Q question, A answer) {
    answers.put(question, answer);
  }
}
