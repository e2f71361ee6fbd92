package graft.api.job;

import graft.spec.Codec;
import graft.spec.job.JobRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A job's own record as a request for the same job again: the record says what it is, and what only
 * an answer has is left aside.
 */
final class JobRecord {
  static final String OBJECT = "fine_tuning.job";

  private static final Set<String> OF_OPENAI = Set.of("hyperparameters", "method", "integrations");

  private JobRecord() {}

  /** The request in a body. */
  static Map<String, Object> request(Map<String, Object> body) {
    if (!OBJECT.equals(body.get("object"))) {
      return body;
    }
    List<String> asked = Codec.namesOf(JobRequest.class);
    Map<String, Object> request = new LinkedHashMap<>(body);
    Codec.namesOf(JobView.class).stream()
        .filter(name -> !asked.contains(name) && !OF_OPENAI.contains(name))
        .forEach(request::remove);
    return request;
  }
}
