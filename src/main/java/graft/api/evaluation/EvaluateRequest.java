package graft.api.evaluation;

import graft.inference.EvaluationRequests;
import graft.spec.Attribute;
import graft.spec.FileId;
import graft.spec.job.SetupSpec;
import java.util.Map;
import java.util.Optional;

/** A request to evaluate an adapter. */
record EvaluateRequest(
    @Attribute(value = "An uploaded file with labelled rows", required = true) FileId file,
    @Attribute(
            "The file's column of each field, where its name does not tell: {\"text\": \"review\"}")
        Map<String, String> columns,
    @Attribute(
            "Which adapters are on; as in this one's training when absent; \"none\" for the base model alone with this adapter's head")
        Optional<SetupSpec> setup) {
  EvaluateRequest {
    columns = Map.copyOf(columns);
  }

  EvaluationRequests.Request request() {
    return new EvaluationRequests.Request(file, columns, setup);
  }
}
