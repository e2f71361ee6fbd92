package graft.catalog.model;

import graft.spec.job.TaskDefinition;
import graft.spec.job.TaskType;
import java.util.List;
import java.util.Optional;

/** What the architectures of this build can do. The wiring knows; the catalog asks. */
@FunctionalInterface
public interface ArchitectureFacts {
  /**
   * What a family of models supports.
   *
   * @param tasks what it can be trained to do
   * @param sites the kinds of place where an adapter may sit
   */
  record Support(List<TaskType> tasks, List<String> sites) {
    /** Whether it reads text, and not pictures. */
    public boolean readsText() {
      return tasks.stream()
          .anyMatch(task -> task.definition().medium() == TaskDefinition.Medium.TEXT);
    }

    public Support {
      tasks = List.copyOf(tasks);
      sites = List.copyOf(sites);
    }
  }

  /** The support for a {@code model_type}; empty if no architecture reads it. */
  Optional<Support> of(String modelType);
}
