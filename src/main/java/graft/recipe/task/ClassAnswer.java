package graft.recipe.task;

import graft.metric.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The label with the highest score, and each label's probability. */
record ClassAnswer(List<String> labels, Parts parts) implements OutputDecoder {
  @Override
  public Map<String, Object> of(Row row, float[] logits) {
    return of(logits);
  }

  Map<String, Object> of(float[] logits) {
    Map<String, Object> answer = new LinkedHashMap<>();
    if (parts.labels()) {
      answer.put("label", labels.get(Scores.largest(logits, 0, logits.length)));
    }
    if (parts.probabilities()) {
      answer.put("probabilities", named(labels, Scores.softmax(logits)));
    }
    if (parts.logitsOfRow()) {
      answer.put("logits", Scores.list(logits));
    }
    return answer;
  }

  static Map<String, Double> named(List<String> labels, double[] probabilities) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < probabilities.length; i++) {
      named.put(labels.get(i), probabilities[i]);
    }
    return named;
  }
}
