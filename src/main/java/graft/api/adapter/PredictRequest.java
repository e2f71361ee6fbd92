package graft.api.adapter;

import graft.inference.PredictionAsk;
import graft.spec.Attribute;
import graft.spec.generation.GenerationChoice;
import graft.spec.job.SetupSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A request to predict. */
record PredictRequest(
    @Attribute(
            value =
                "The rows to predict, 1 to 1024. Ready ids and pixels may also come as one object of columns, lists with an item for each row: {\"input_ids\": [[...], [...]], \"attention_mask\": ...} or {\"pixel_values\": [...]}",
            required = true)
        Inputs inputs,
    @Attribute(
            "Which adapters are on; as in this one's training when absent; \"none\" for the base model alone with this adapter's head")
        Optional<SetupSpec> setup,
    @Attribute("Layers in which no adapter is on, counted from 0 (AdapterDrop)")
        Set<Integer> skipLayers,
    @Attribute(
            name = "return",
            value =
                "Parts of each answer; when absent labels, probabilities and logits, of language models without logits; of those that write, logprobs and next_token_probabilities are of generated text, and with any other nothing is generated")
        Set<Part> parts,
    @Attribute(
            "How a language model writes: transformers' names, or \"model\" for the sampling that the model's files name")
        Optional<GenerationChoice> generation) {
  /** A part of an answer. */
  enum Part {
    LABELS,
    PROBABILITIES,
    LOGITS,
    ALL_LOGITS,
    LOGPROBS,
    NEXT_TOKEN_PROBABILITIES;

    /** The parts by the names that recipes know; none for what is usual. */
    static Set<String> names(Set<Part> parts) {
      return parts.stream()
          .map(part -> part.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());
    }
  }

  PredictRequest {
    skipLayers = Set.copyOf(skipLayers);
    parts = Set.copyOf(parts);
  }

  PredictionAsk ask() {
    return new PredictionAsk(inputs.rows(), setup, skipLayers, Part.names(parts), generation);
  }
}
