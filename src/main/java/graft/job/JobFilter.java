package graft.job;

import java.util.Map;

/** Which jobs are wanted. */
public sealed interface JobFilter {
  record All() implements JobFilter {}

  record WithoutMetadata() implements JobFilter {}

  /** Jobs that have all of these pairs. */
  record WithMetadata(Map<String, String> pairs) implements JobFilter {
    public WithMetadata {
      pairs = Map.copyOf(pairs);
    }
  }
}
