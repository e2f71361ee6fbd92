package graft.api.adapter;

import graft.spec.Attribute;
import java.util.List;
import java.util.Map;

/** Answers, one for each row and in their order. */
record PredictionsView(
    String object,
    @Attribute(
            "For each row what its task answers, as far as it is wanted: label, probabilities and logits; labels of several; score; tokens with a label each, and entities; answer with start and end; generated_text and masks with candidates; with a parallel setup answers, one for each adapter")
        List<PredictionView> data) {
  static PredictionsView of(List<Map<String, Object>> answers) {
    return new PredictionsView("list", answers.stream().map(PredictionView::new).toList());
  }
}
