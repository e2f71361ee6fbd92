package graft.api;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.job.SetupSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows to answer.
 *
 * @param inputs texts, or objects with text and text_pair, or one object with ready input_ids
 * @param wanted parts of the answer
 */
record PredictRequest(
    @Attribute(
            value = "Texts, or objects with text and text_pair, or an object with ready input_ids",
            required = true)
        PredictInputs inputs,
    @Attribute("Which adapters are on; this one alone when absent") Optional<SetupSpec> setup,
    @Attribute(name = "return", value = "Parts of the answer: labels, probabilities, logits")
        List<String> wanted) {
  static final List<String> PARTS = List.of("labels", "probabilities", "logits");

  PredictRequest {
    wanted = wanted.isEmpty() ? List.of("labels", "probabilities") : List.copyOf(wanted);
    Check check = new Check();
    check.that(
        PARTS.containsAll(wanted), "return", "must be made of " + PARTS + ", found " + wanted);
    check.done();
  }

  List<Map<String, Object>> rows() {
    return inputs.rows();
  }
}
