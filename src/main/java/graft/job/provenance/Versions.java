package graft.job.provenance;

import java.util.Map;

/** What computes on this node, by name: {@code graft}, {@code libtorch}, {@code java}. */
public record Versions(Map<String, String> byName) {
  public Versions {
    byName = Map.copyOf(byName);
  }
}
