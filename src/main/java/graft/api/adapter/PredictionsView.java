package graft.api.adapter;

import graft.catalog.adapter.AdapterState;
import graft.inference.AdapterTasks;
import graft.spec.Attribute;
import graft.spec.job.SetupSpec;
import java.util.List;

/** Answers, one for each row and in their order, and what gave them. */
record PredictionsView(
    String object,
    @Attribute("The base model") String model,
    @Attribute("Which adapters were on; \"none\" if the base model answered alone") SetupSpec setup,
    @Attribute("Whether the adapter was on beside its base model, or folded into its weights")
        AdapterState adapterState,
    @Attribute(
            "For each row what its task answers, as far as it is wanted: label, probabilities and logits; labels of several; score; tokens with a label each, and entities; answer with start and end; generated_text and masks with candidates; with a parallel setup answers, one for each adapter")
        List<PredictionView> data) {
  static PredictionsView of(AdapterTasks.Predictions predictions) {
    return new PredictionsView(
        "list",
        predictions.adapter().model(),
        predictions.setup(),
        predictions.adapter().state(),
        predictions.answers().stream().map(PredictionView::new).toList());
  }
}
