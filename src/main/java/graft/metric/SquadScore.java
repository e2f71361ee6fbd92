package graft.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An answer against the right ones, as SQuAD's script compares them (Rajpurkar et al. 2016, 2018):
 * in lower case, without punctuation and articles, blanks made one; the best of all right answers
 * counts. Where no answer is right, the empty one is.
 *
 * @param exact 1 where it is one of the right ones, else 0
 * @param f1 of the words
 */
record SquadScore(double exact, double f1) {
  private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Punct}]");
  private static final Pattern ARTICLES =
      Pattern.compile("\\b(a|an|the)\\b", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern BLANKS = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  static SquadScore of(String answer, List<String> right) {
    List<String> found = words(answer);
    List<List<String>> expected =
        right.stream().map(SquadScore::words).filter(words -> !words.isEmpty()).toList();
    if (expected.isEmpty()) {
      expected = List.of(List.of());
    }
    return new SquadScore(
        expected.contains(found) ? 1 : 0,
        expected.stream().mapToDouble(words -> f1(found, words)).max().orElseThrow());
  }

  private static List<String> words(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String bare = ARTICLES.matcher(PUNCTUATION.matcher(lower).replaceAll("")).replaceAll(" ");
    return Arrays.stream(BLANKS.split(bare)).filter(word -> !word.isEmpty()).toList();
  }

  private static double f1(List<String> found, List<String> expected) {
    if (found.isEmpty() || expected.isEmpty()) {
      return found.equals(expected) ? 1 : 0;
    }
    List<String> left = new ArrayList<>(expected);
    long shared = found.stream().filter(left::remove).count();
    return 2.0 * shared / (found.size() + expected.size());
  }
}
