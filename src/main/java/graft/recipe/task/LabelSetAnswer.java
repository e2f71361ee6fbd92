package graft.recipe.task;

import graft.metric.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Every label whose probability is above one half, and each label's own probability. */
record LabelSetAnswer(List<String> labels, Parts parts) implements OutputDecoder {
  @Override
  public Map<String, Object> of(Row row, float[] logits) {
    Map<String, Object> answer = new LinkedHashMap<>();
    if (parts.labels()) {
      answer.put(
          "labels",
          IntStream.range(0, logits.length)
              .filter(i -> Scores.holds(logits[i]))
              .mapToObj(labels::get)
              .toList());
    }
    if (parts.probabilities()) {
      double[] probabilities =
          IntStream.range(0, logits.length).mapToDouble(i -> Scores.sigmoid(logits[i])).toArray();
      answer.put("probabilities", ClassAnswer.named(labels, probabilities));
    }
    if (parts.logitsOfRow()) {
      answer.put("logits", Scores.list(logits));
    }
    return answer;
  }
}
