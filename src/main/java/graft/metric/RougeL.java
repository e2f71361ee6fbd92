package graft.metric;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * ROUGE-L of one text against another (Lin 2004, section 3.1, with beta 1): the harmonic mean of
 * the shares that the longest common subsequence of words has in the two. Words are as the package
 * {@code rouge_score} has them without a stemmer, which sees letters and digits of ASCII alone;
 * here they may be of any script, and each ideograph is one.
 */
final class RougeL {
  private static final Pattern WORD =
      Pattern.compile("\\p{IsIdeographic}|[\\p{L}\\p{M}\\p{N}&&[^\\p{IsIdeographic}]]+");

  private RougeL() {}

  /** From 0 to 1; 0 where either has no word. */
  static double of(String expected, String generated) {
    List<String> right = words(expected);
    List<String> found = words(generated);
    if (right.isEmpty() || found.isEmpty()) {
      return 0;
    }
    return 2.0 * common(right, found) / (right.size() + found.size());
  }

  private static List<String> words(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
  }

  /** The length of the longest common subsequence. */
  private static int common(List<String> left, List<String> right) {
    int[] before = new int[right.size() + 1];
    for (String word : left) {
      int[] now = new int[right.size() + 1];
      for (int i = 0; i < right.size(); i++) {
        now[i + 1] = word.equals(right.get(i)) ? before[i] + 1 : Math.max(before[i + 1], now[i]);
      }
      before = now;
    }
    return before[right.size()];
  }
}
