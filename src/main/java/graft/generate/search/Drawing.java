package graft.generate.search;

import graft.generate.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Texts that each grow by one token a step: the likeliest, or drawn. */
final class Drawing implements TokenSearch {
  private final Scoring scoring;
  private final Chooser chooser;
  private final TokenListener listener;
  private final int texts;
  private final SortedMap<Integer, Sequence> finished = new TreeMap<>();
  private List<Open> open;

  /** A text on its way, and which of its prompt it is. */
  private record Open(int sequence, Hypothesis text) {}

  Drawing(SearchSpec spec, int sequences, Chooser chooser, int[] prompt, TokenListener listener) {
    this.scoring = new Scoring(spec);
    this.chooser = chooser;
    this.listener = listener;
    this.texts = sequences;
    this.open = List.of(new Open(0, scoring.start(prompt)));
  }

  @Override
  public int rows() {
    return texts;
  }

  /** The first step makes all texts of a prompt from its one row. */
  @Override
  public Choice advance(List<float[]> logits) {
    boolean isFirst = open.size() == 1 && open.getFirst().text().newTokens() == 0;
    int growing = isFirst ? texts : open.size();
    List<Open> next = new ArrayList<>();
    List<Integer> parents = new ArrayList<>();
    for (int i = 0; i < growing; i++) {
      int row = isFirst ? 0 : i;
      Open text = isFirst ? new Open(i, open.getFirst().text().fork()) : open.get(i);
      if (goesOn(text, logits.get(row))) {
        next.add(text);
        parents.add(row);
      }
    }
    open = next;
    return new Choice(
        next.stream().mapToInt(Drawing::last).toArray(),
        parents.stream().mapToInt(Integer::intValue).toArray());
  }

  private static int last(Open open) {
    return open.text().at(open.text().length() - 1);
  }

  private boolean goesOn(Open open, float[] logits) {
    Hypothesis text = open.text();
    int token = chooser.choose(scoring.processed(text, logits), open.sequence(), text.newTokens());
    StopStrings.State after = scoring.after(text, token);
    text.append(token, after);
    TokenLogprob told = scoring.told(token, logits);
    if (scoring.tellsLogprobs()) {
      text.tell(told);
    }
    listener.chosen(open.sequence(), told, after.settled());
    boolean isStopped = scoring.isStopped(token, after);
    if (!isStopped && !scoring.isFull(text.newTokens())) {
      return true;
    }
    Sequence whole =
        text.finished(isStopped ? FinishReason.STOP : FinishReason.LENGTH, OptionalDouble.empty());
    finished.put(open.sequence(), whole);
    listener.finished(open.sequence(), whole);
    return false;
  }

  @Override
  public List<Sequence> sequences() {
    return List.copyOf(finished.values());
  }
}
