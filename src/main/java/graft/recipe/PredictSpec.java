package graft.recipe;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to predict.
 *
 * @param who answers
 * @param inputs rows as columns: {@code text} and perhaps {@code text_pair}, or ready {@code
 *     input_ids}, {@code attention_mask}, {@code token_type_ids} of one row
 * @param wanted which parts of the answer: {@code labels}, {@code probabilities}, {@code logits},
 *     {@code all_logits}; empty for what is usual of the task
 */
public record PredictSpec(ModelInSetup who, List<Map<String, Object>> inputs, Set<String> wanted) {
  public PredictSpec {
    inputs = List.copyOf(inputs);
    wanted = Set.copyOf(wanted);
  }
}
