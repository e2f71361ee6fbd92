package graft.catalog;

import graft.spec.Fault;
import java.util.List;
import java.util.Map;

/** What was found when a file was read from end to end. */
public sealed interface FileContent {
  /**
   * Every row was read.
   *
   * @param profile as clients read it: {@code format}, {@code rows}, {@code columns} …
   */
  record Readable(Map<String, Object> profile) implements FileContent {
    public Readable {
      profile = Map.copyOf(profile);
    }
  }

  /** Some rows cannot be read; the first faults, at least one. */
  record Unreadable(List<Fault> faults) implements FileContent {
    public Unreadable {
      faults = List.copyOf(faults);
    }
  }
}
