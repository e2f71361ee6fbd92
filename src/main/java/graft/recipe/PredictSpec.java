package graft.recipe;

import graft.spec.job.SetupSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to predict.
 *
 * @param inputs rows as columns: {@code text} and perhaps {@code text_pair}, or ready {@code
 *     input_ids}, {@code attention_mask}, {@code token_type_ids} of one row
 * @param setup which adapters are on; the adapter alone as a leaf with its own id
 * @param wanted which parts of the answer: {@code labels}, {@code probabilities}, {@code logits},
 *     {@code all_logits}; empty for what is usual of the task
 * @param adapters every adapter that the setup names, by id
 */
public record PredictSpec(
    List<Map<String, Object>> inputs,
    SetupSpec setup,
    Set<String> wanted,
    Map<String, AdapterSource> adapters) {
  public PredictSpec {
    inputs = List.copyOf(inputs);
    wanted = Set.copyOf(wanted);
    adapters = Map.copyOf(adapters);
  }
}
