package graft.generate.search;

import graft.generate.Choice;
import graft.spec.generation.EarlyStopping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/**
 * The likeliest texts, by beams, as the reference searches them. Scores are running sums of log
 * softmax of the raw logits; processors act on those logarithms. A text that ends is kept only if
 * it is among the best {@code beams} continuations of its step, with its sum / length ^ length
 * penalty.
 */
final class BeamSearch implements TokenSearch {
  private final SearchSpec spec;
  private final Strategy.Beams beams;
  private final Scoring scoring;
  private final TokenListener listener;
  private final List<Sequence> finished = new ArrayList<>();
  private List<Beam> running;

  /** A text on its way, and the sum of its log-probabilities. */
  private record Beam(Hypothesis text, double sum) {}

  /** A token after a beam. */
  private record Continuation(int row, int token, double sum) {}

  BeamSearch(SearchSpec spec, Strategy.Beams beams, int[] prompt, TokenListener listener) {
    this.spec = spec;
    this.beams = beams;
    this.scoring = new Scoring(spec);
    this.listener = listener;
    this.running = List.of(new Beam(scoring.start(prompt), 0));
  }

  @Override
  public int rows() {
    return beams.beams();
  }

  @Override
  public Choice advance(List<float[]> logits) {
    int length = running.getFirst().text().newTokens() + 1;
    List<Beam> next = new ArrayList<>();
    List<Continuation> goingOn = new ArrayList<>();
    List<Continuation> best = best(logits);
    for (int rank = 0; rank < best.size(); rank++) {
      Continuation candidate = best.get(rank);
      StopStrings.State after = scoring.after(text(candidate), candidate.token());
      boolean isStopped = scoring.isStopped(candidate.token(), after);
      if (isStopped || scoring.isFull(length)) {
        if (rank < beams.beams()) {
          finish(grown(candidate, after, logits), candidate.sum(), isStopped);
        }
      } else if (next.size() < beams.beams()) {
        next.add(new Beam(grown(candidate, after, logits), candidate.sum()));
        goingOn.add(candidate);
      }
    }
    running = isOver(next, length) ? List.of() : next;
    if (running.isEmpty()) {
      tell();
      return Choice.END;
    }
    return new Choice(
        goingOn.stream().mapToInt(Continuation::token).toArray(),
        goingOn.stream().mapToInt(Continuation::row).toArray());
  }

  private Hypothesis text(Continuation candidate) {
    return running.get(candidate.row()).text();
  }

  private Hypothesis grown(Continuation candidate, StopStrings.State after, List<float[]> logits) {
    Hypothesis grown = text(candidate).fork();
    grown.append(candidate.token(), after);
    if (scoring.tellsLogprobs()) {
      grown.tell(scoring.told(candidate.token(), logits.get(candidate.row())));
    }
    return grown;
  }

  /** Keeps a whole text, if it is among the best of them. */
  private void finish(Hypothesis text, double sum, boolean isStopped) {
    double score = sum / Math.pow(text.newTokens(), beams.lengthPenalty());
    FinishReason reason = isStopped ? FinishReason.STOP : FinishReason.LENGTH;
    finished.add(text.finished(reason, OptionalDouble.of(score)));
    finished.sort(Comparator.comparingDouble(sequence -> -sequence.score().orElseThrow()));
    if (finished.size() > beams.beams()) {
      finished.removeLast();
    }
  }

  /** The best continuations of all beams, the best first; of equal ones the first. */
  private List<Continuation> best(List<float[]> logits) {
    int count = Math.max(2, 1 + spec.ends().tokens().size()) * beams.beams();
    PriorityQueue<Continuation> held =
        new PriorityQueue<>(Comparator.comparingDouble(Continuation::sum));
    for (int row = 0; row < running.size(); row++) {
      Beam beam = running.get(row);
      float[] scores = scoring.processed(beam.text(), Softmax.log(logits.get(row)));
      for (int token = 0; token < scores.length; token++) {
        double sum = beam.sum() + scores[token];
        boolean isBetter = held.size() < count || sum > held.element().sum();
        if (isBetter && sum > Double.NEGATIVE_INFINITY) {
          held.add(new Continuation(row, token, sum));
          if (held.size() > count) {
            held.remove();
          }
        }
      }
    }
    return held.stream()
        .sorted(
            Comparator.comparingDouble((Continuation c) -> -c.sum())
                .thenComparingInt(Continuation::row)
                .thenComparingInt(Continuation::token))
        .toList();
  }

  private boolean isOver(List<Beam> next, int length) {
    if (next.isEmpty()) {
      return true;
    }
    if (finished.size() < beams.beams()) {
      return false;
    }
    double hoped =
        beams.earlyStopping() == EarlyStopping.BY_BEST_LENGTH && beams.lengthPenalty() > 0
            ? spec.limits().maxNewTokens()
            : length;
    double bestPossible = next.getFirst().sum() / Math.pow(hoped, beams.lengthPenalty());
    boolean canImprove = bestPossible > finished.getLast().score().orElseThrow();
    return !canImprove || beams.earlyStopping() == EarlyStopping.AT_ONCE;
  }

  private void tell() {
    List<Sequence> whole = sequences();
    for (int i = 0; i < whole.size(); i++) {
      listener.finished(i, whole.get(i));
    }
  }

  @Override
  public List<Sequence> sequences() {
    return finished.subList(0, Math.min(beams.returned(), finished.size()));
  }
}
