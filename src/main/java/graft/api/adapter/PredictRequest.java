package graft.api.adapter;

import graft.spec.Attribute;
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
    @Attribute(
            name = "return",
            value =
                "Parts of each answer; when absent labels, probabilities and logits, of language models without logits")
        Set<Part> parts) {
  /** A part of an answer. */
  enum Part {
    LABELS,
    PROBABILITIES,
    LOGITS,
    ALL_LOGITS
  }

  PredictRequest {
    parts = Set.copyOf(parts);
  }

  /** The parts by the names that recipes know; none for what is usual. */
  Set<String> wanted() {
    return parts.stream()
        .map(part -> part.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
