package graft.catalog;

import graft.spec.job.TaskType;
import java.util.List;

/**
 * What is known of a base model without loading it.
 *
 * @param architecture the class name in its configuration: {@code BertModel}
 * @param modelType the family: {@code bert}
 * @param parameters number of weights in its files
 * @param hiddenSize width of its hidden states
 * @param layers of its deepest stack
 * @param maxLength longest input in tokens
 * @param tasks what it can be trained to do
 * @param sites the kinds of place where an adapter may sit
 * @param bytes of all its files
 */
public record ModelFacts(
    String architecture,
    String modelType,
    long parameters,
    int hiddenSize,
    int layers,
    int maxLength,
    List<TaskType> tasks,
    List<String> sites,
    long bytes) {
  public ModelFacts {
    tasks = List.copyOf(tasks);
    sites = List.copyOf(sites);
  }
}
