package graft.table.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a reading met that a user should know, though it could be read; bounded. */
public final class Notes {
  private static final int MOST = 50;

  private final Map<String, Long> counts = new LinkedHashMap<>();

  /** A fact about the whole file. */
  public void add(String fact) {
    if (counts.size() < MOST) {
      counts.putIfAbsent(fact, 0L);
    }
  }

  /** A fact that is counted: {@code lines that repeat the header: 3}. */
  public void count(String fact) {
    if (counts.size() < MOST || counts.containsKey(fact)) {
      counts.merge(fact, 1L, Long::sum);
    }
  }

  public List<String> all() {
    List<String> all = new ArrayList<>();
    counts.forEach((fact, count) -> all.add(count == 0 ? fact : fact + ": " + count));
    return all;
  }
}
