package graft.catalog.model;

import java.util.Set;

/** The base models that this node holds in memory, whose files must stay where they are. */
@FunctionalInterface
public interface ModelsInMemory {
  Set<String> names();
}
