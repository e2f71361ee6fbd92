package graft.recipe.task;

import graft.data.Tokenizer;
import graft.metric.Scores;
import graft.metric.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The answer to a question, with its place in the context in code points; in tokens where ids were
 * given. Empty, from 0 to 0, where the model finds none. A context that is too long is read in
 * windows: logits and score are then those of the window that the answer is from.
 */
record SpanAnswer(Parts parts, Tokenizer tokenization) implements OutputDecoder {
  @Override
  public int[] places(Row row) {
    return IntStream.range(0, row.length()).toArray();
  }

  /**
   * The scores of one window.
   *
   * @param best its answer, empty if it has no token of the context
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
  private record Window(Row row, float[] starts, float[] ends, Optional<Span> best, Span none) {
    static Window of(Row row, float[] logits, int from) {
      float[] starts = Span.side(logits, from, row.length(), 0);
      float[] ends = Span.side(logits, from, row.length(), 1);
      return new Window(
          row,
          starts,
          ends,
          Span.within(starts, ends, token -> mayAnswer(row, token)),
          Span.none(starts, ends));
    }

    double score() {
      return best.map(Span::score).orElse(Double.NEGATIVE_INFINITY);
    }
  }

  /** The best answer of all windows, unless the one that is least sure of none prefers none. */
  @Override
  public Map<String, Object> of(Row row, float[] logits) {
    List<Window> windows = new ArrayList<>();
    int from = 0;
    for (Row window : row.sequences().toList()) {
      windows.add(Window.of(window, logits, from));
      from += window.length();
    }
    Comparator<Window> byNone = Comparator.comparingDouble(window -> -window.none().score());
    Window least = Collections.max(windows, byNone);
    Window best = Collections.max(windows, Comparator.comparingDouble(Window::score));
    return best.score() > least.none().score()
        ? shown(best, best.best().orElseThrow(), windows)
        : shown(least, least.none(), windows);
  }

  private Map<String, Object> shown(Window window, Span span, List<Window> windows) {
    Row row = window.row();
    Map<String, Object> answer = new LinkedHashMap<>();
    if (parts.labels()) {
      answer.put("answer", text(row, span));
      answer.put("start", span.isEmpty() ? 0 : start(row, span));
      answer.put("end", span.isEmpty() ? 0 : end(row, span));
    }
    if (parts.probabilities()) {
      answer.put(
          "score",
          Scores.softmax(window.starts())[span.first()]
              * Scores.softmax(window.ends())[span.last()]);
    }
    if (parts.logitsOfRow()) {
      answer.put("start_logits", Scores.list(window.starts()));
      answer.put("end_logits", Scores.list(window.ends()));
    }
    if (windows.size() > 1) {
      answer.put("windows", windows.size());
      answer.put("window", windows.indexOf(window));
    }
    return answer;
  }

  private static boolean mayAnswer(Row row, int token) {
    boolean isContext =
        row.source().map(source -> source.encoded().sequences()[token] == 1).orElse(true);
    return isContext && row.mask()[token] == 1;
  }

  private String text(Row row, Span span) {
    if (span.isEmpty()) {
      return "";
    }
    return row.source()
        .map(source -> source.between(span.first(), span.last()))
        .orElseGet(() ->
            tokenization.decode(
                Arrays.copyOfRange(row.ids(), span.first(), span.last() + 1), true));
  }

  private static int start(Row row, Span span) {
    return row.source().map(source -> source.start(span.first())).orElse(span.first());
  }

  private static int end(Row row, Span span) {
    return row.source().map(source -> source.end(span.last())).orElse(span.last() + 1);
  }
}
