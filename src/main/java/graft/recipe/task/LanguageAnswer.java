package graft.recipe.task;

import graft.data.Tokenization;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How likely a causal model finds a text: the log-probability of each token after those before it
 * (none for the first), and the mean loss of them. {@code logits} are the last token's, {@code
 * all_logits} every token's. What the model would write is not told here.
 */
record LanguageAnswer(Parts parts, Tokenization tokenization) implements Answer {
  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if a text is asked for
   */
  LanguageAnswer {
    if (parts.labels()) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/return",
              "not_applicable",
              "return must hold probabilities, logits or all_logits for causal_lm; text is not"
                  + " generated yet"));
    }
  }

  @Override
  public int[] places(Row row) {
    return parts.probabilities() || parts.allLogits()
        ? IntStream.range(0, row.length()).toArray()
        : new int[] {row.length() - 1};
  }

  @Override
  public Map<String, Object> of(Row row, float[] logits) {
    int count = places(row).length;
    int vocabulary = logits.length / count;
    List<float[]> scores =
        IntStream.range(0, count)
            .mapToObj(i -> Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary))
            .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    if (parts.probabilities()) {
      double[] likely = logProbabilities(row, scores);
      // Of one token alone nothing is told.
      Arrays.stream(likely).skip(1).average().ifPresent(mean -> answer.put("loss", -mean));
    }
    if (parts.logits()) {
      answer.put("logits", Scores.list(scores.getLast()));
    }
    if (parts.probabilities() || parts.allLogits()) {
      answer.put("tokens", tokens(row, scores));
    }
    return answer;
  }

  private List<Map<String, Object>> tokens(Row row, List<float[]> scores) {
    double[] likely = logProbabilities(row, scores);
    List<Map<String, Object>> tokens = new ArrayList<>();
    for (int i = 0; i < row.length(); i++) {
      Map<String, Object> token = new LinkedHashMap<>();
      token.put("token", Spelling.of(row, i, tokenization));
      if (parts.probabilities() && i > 0) {
        token.put("log_probability", likely[i]);
      }
      if (parts.allLogits()) {
        token.put("logits", Scores.list(scores.get(i)));
      }
      tokens.add(token);
    }
    return tokens;
  }

  /** Of each token after those before it; 0 for the first. */
  private static double[] logProbabilities(Row row, List<float[]> scores) {
    double[] likely = new double[row.length()];
    for (int i = 1; i < row.length(); i++) {
      likely[i] = Scores.logSoftmax(scores.get(i - 1), row.ids()[i]);
    }
    return likely;
  }
}
