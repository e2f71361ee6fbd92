package graft.recipe.task;

import graft.metric.Scores;
import java.util.LinkedHashMap;
import java.util.Map;

/** A number. */
record ScoreAnswer(Parts parts) implements OutputDecoder {
  @Override
  public Map<String, Object> of(Row row, float[] logits) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("score", logits[0]);
    if (parts.logitsOfRow()) {
      answer.put("logits", Scores.list(logits));
    }
    return answer;
  }
}
