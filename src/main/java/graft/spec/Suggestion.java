package graft.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the known word that is nearest to a misspelt one. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The nearest of {@code known} by edits, if it is near enough to be meant (a third of its
   * length).
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String lower = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(candidate -> Math.abs(candidate.length() - word.length()) <= reach(candidate))
        .filter(
            candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT)) <= reach(candidate))
        .min(
            Comparator.comparingInt(
                candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT))));
  }

  /** The most edits by which a word that is meant may differ. */
  private static int reach(String candidate) {
    return Math.max(1, candidate.length() / 3);
  }

  /** Insertions, deletions, substitutions and swaps of neighbours from one word to the other. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : least(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int least(String a, String b, int i, int j, int[][] cost) {
    boolean isSame = a.charAt(i - 1) == b.charAt(j - 1);
    int best =
        Math.min(
            cost[i - 1][j - 1] + (isSame ? 0 : 1), 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean isSwap =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwap ? Math.min(best, 1 + cost[i - 2][j - 2]) : best;
  }
}
