package graft.api.adapter;

import graft.spec.Attribute;
import java.util.List;
import java.util.Map;

/** Answers, one for each row and in their order. */
record PredictionsView(
    String object,
    @Attribute("For each row: label, probabilities and logits, as far as they are wanted")
        List<Map<String, Object>> data) {
  static PredictionsView of(List<Map<String, Object>> answers) {
    return new PredictionsView("list", answers);
  }
}
