package graft.recipe.task;

import graft.data.Tokenizer;
import graft.metric.Scores;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.TaskType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How likely a model that writes finds a text: the log-probability of each token after those before
 * it, and the mean loss of them. A causal model says nothing of the first; a decoder behind an
 * encoder does, which begins with a token of its own. {@code logits} are those of the last position
 * that is read, {@code all_logits} of every one. What the model would write is not told here.
 */
record LanguageAnswer(TaskType task, Parts parts, Tokenizer tokenization) implements OutputDecoder {
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
              "return must hold probabilities, logits or all_logits for %s; text is not generated yet"
                  .formatted(task.name().toLowerCase(Locale.ROOT))));
    }
  }

  @Override
  public int[] places(Row row) {
    int read = row.written().ids().length;
    return parts.probabilities() || parts.allLogits()
        ? IntStream.range(0, read).toArray()
        : new int[] {read - 1};
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
      double[] likely = logProbabilities(row.written(), scores);
      // Of one token alone a causal model tells nothing.
      Arrays.stream(likely)
          .skip(row.written().told())
          .average()
          .ifPresent(mean -> answer.put("loss", -mean));
    }
    if (parts.logits()) {
      answer.put("logits", Scores.list(scores.getLast()));
    }
    if (parts.probabilities() || parts.allLogits()) {
      answer.put("tokens", tokens(row.written(), scores));
    }
    return answer;
  }

  private List<Map<String, Object>> tokens(Row.Written written, List<float[]> scores) {
    double[] likely = logProbabilities(written, scores);
    List<Map<String, Object>> tokens = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      Map<String, Object> token = new LinkedHashMap<>();
      token.put("token", Detokenizer.of(written, i, tokenization));
      if (parts.probabilities() && i >= written.told()) {
        token.put("log_probability", likely[i]);
      }
      if (parts.allLogits()) {
        token.put("logits", Scores.list(scores.get(i)));
      }
      tokens.add(token);
    }
    return tokens;
  }

  /** Of each token after those before it; 0 for one that nothing is told of. */
  private static double[] logProbabilities(Row.Written written, List<float[]> scores) {
    double[] likely = new double[written.ids().length];
    for (int i = written.told(); i < likely.length; i++) {
      likely[i] = Scores.logSoftmax(scores.get(i - written.told()), written.ids()[i]);
    }
    return likely;
  }
}
