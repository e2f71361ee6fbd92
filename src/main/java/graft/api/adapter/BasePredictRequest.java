package graft.api.adapter;

import graft.api.adapter.PredictRequest.Part;
import graft.inference.PredictionAsk;
import graft.spec.Attribute;
import graft.spec.generation.GenerationChoice;
import java.util.Optional;
import java.util.Set;

/** A request to predict with a base model alone. */
record BasePredictRequest(
    @Attribute(value = "The rows to predict, 1 to 1024, as for an adapter", required = true)
        Inputs inputs,
    @Attribute(name = "return", value = "Parts of each answer, as for an adapter") Set<Part> parts,
    @Attribute(
            "How a language model writes: transformers' names, or \"model\" for the sampling that the model's files name")
        Optional<GenerationChoice> generation) {
  BasePredictRequest {
    parts = Set.copyOf(parts);
  }

  PredictionAsk ask() {
    return new PredictionAsk(
        inputs.rows(), Optional.empty(), Set.of(), Part.names(parts), generation);
  }
}
