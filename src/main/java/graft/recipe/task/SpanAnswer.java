package graft.recipe.task;

import graft.data.Tokenization;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The answer to a question, with its place in the context in code points; in tokens where ids were
 * given. Empty, from 0 to 0, where the model finds none.
 */
record SpanAnswer(Parts parts, Tokenization tokenization) implements Answer {
  @Override
  public int[] places(Row row) {
    return IntStream.range(0, row.length()).toArray();
  }

  @Override
  public Map<String, Object> of(Row row, float[] logits) {
    float[] starts = SpanTally.side(logits, 0, row.length(), 0);
    float[] ends = SpanTally.side(logits, 0, row.length(), 1);
    Span span = Span.best(starts, ends, token -> mayAnswer(row, token));
    Map<String, Object> answer = new LinkedHashMap<>();
    if (parts.labels()) {
      answer.put("answer", text(row, span));
      answer.put("start", span.isEmpty() ? 0 : start(row, span));
      answer.put("end", span.isEmpty() ? 0 : end(row, span));
    }
    if (parts.probabilities()) {
      answer.put("score", Scores.softmax(starts)[span.first()] * Scores.softmax(ends)[span.last()]);
    }
    if (parts.logitsOfRow()) {
      answer.put("start_logits", Scores.list(starts));
      answer.put("end_logits", Scores.list(ends));
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
