package graft.spec.job;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The task of a job.
 *
 * @param labels names of the classes, in the order of the head's outputs; empty until they are read
 *     from the data
 * @param head shape of the head, where it is not the reference library's
 */
public record TaskSpec(
    @Attribute(value = "What the model is trained to do", required = true) TaskType type,
    @Attribute(
            "Names of the classes in the order of the logits; the sorted distinct labels of the data when absent")
        List<String> labels,
    @Attribute("Shape of the head; the reference library's head for the model when absent")
        Optional<HeadSpec> head) {
  public TaskSpec {
    labels = List.copyOf(labels);
    Check check = new Check();
    check.that(
        labels.size() <= 10_000, "labels", "must name at most 10000 classes, not " + labels.size());
    check.that(
        new LinkedHashSet<>(labels).size() == labels.size(),
        "labels",
        "must not name a class twice");
    check.done();
  }

  public TaskSpec withLabels(List<String> names) {
    return new TaskSpec(type, names, head);
  }
}
