package graft.api.adapter;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterState;
import graft.inference.Predictor;
import graft.spec.Attribute;
import graft.spec.job.SetupSpec;
import java.util.List;
import java.util.Optional;

/** Answers, one for each row and in their order, and what gave them. */
record PredictionsView(
    String object,
    @Attribute("The base model") String model,
    @Attribute("Which adapters were on; \"none\" if the base model answered alone") SetupSpec setup,
    @Attribute(
            "Whether the adapter was on beside its base model, or folded into its weights; null of a base model")
        Optional<AdapterState> adapterState,
    @Attribute("What tokens were drawn from, where they were; the same draws them again")
        Optional<Long> seed,
    @Attribute(
            "For each row what its task answers, as far as it is wanted: label, probabilities and logits; labels of several; score; tokens with a label each, and entities; answer with start and end; generated_text and masks with candidates; generated_text, generated_ids and finish_reason of a language model that writes, loss and tokens of what it reads; with a parallel setup answers, one for each adapter")
        List<PredictionView> data) {
  static PredictionsView of(Predictor.Predictions predictions) {
    return new PredictionsView(
        "list",
        predictions.model(),
        predictions.setup(),
        predictions.adapter().map(AdapterEntry::state),
        predictions.seed().stream().boxed().findFirst(),
        predictions.answers().stream().map(PredictionView::new).toList());
  }
}
