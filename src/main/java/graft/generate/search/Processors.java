package graft.generate.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The processors of a search, in the reference's order. */
final class Processors {
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  private Processors() {}

  static List<Processor> of(SearchSpec spec) {
    Penalties penalties = spec.penalties();
    Limits limits = spec.limits();
    Ends ends = spec.ends();
    List<Processor> all = new ArrayList<>();
    if (penalties.repetition() != 1) {
      all.add((text, scores) -> repetition(penalties.repetition(), text, scores));
    }
    if (penalties.presence() != 0 || penalties.frequency() != 0) {
      all.add((text, scores) -> occurrences(penalties, text, scores));
    }
    if (!penalties.bias().isEmpty()) {
      all.add((_, scores) -> bias(penalties.bias(), scores));
    }
    if (penalties.noRepeatNgram() > 0) {
      all.add((text, scores) -> noRepeat(penalties.noRepeatNgram(), text, scores));
    }
    if (limits.minNewTokens() > 0) {
      all.add((text, scores) -> notYet(limits, ends.tokens(), text, scores));
    }
    ends.forcedFirst()
        .ifPresent(first ->
            all.add((text, scores) -> forced(List.of(first), text.newTokens() == 0, scores)));
    if (!ends.forcedLast().isEmpty()) {
      int last = limits.maxNewTokens() - 1;
      all.add((text, scores) -> forced(ends.forcedLast(), text.newTokens() == last, scores));
    }
    return List.copyOf(all);
  }

  private static void repetition(double penalty, Hypothesis text, float[] scores) {
    Set<Integer> done = new HashSet<>();
    for (int i = 0; i < text.length(); i++) {
      int token = text.at(i);
      if (token < scores.length && done.add(token)) {
        float score = scores[token];
        scores[token] = (float) (score > 0 ? score / penalty : score * penalty);
      }
    }
  }

  private static void occurrences(Penalties penalties, Hypothesis text, float[] scores) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = text.counted(); i < text.length(); i++) {
      counts.merge(text.at(i), 1, Integer::sum);
    }
    counts.forEach((token, count) ->
        scores[token] -= (float) (penalties.presence() + count * penalties.frequency()));
  }

  private static void bias(Map<Integer, Double> bias, float[] scores) {
    bias.forEach((token, added) -> {
      if (token < scores.length) {
        scores[token] += added.floatValue();
      }
    });
  }

  /** Whatever followed the last {@code size - 1} tokens before must not follow them again. */
  private static void noRepeat(int size, Hypothesis text, float[] scores) {
    int last = text.length() - size + 1;
    for (int from = 0; from + size <= text.length(); from++) {
      if (isSame(text, from, last, size - 1)) {
        ban(text.at(from + size - 1), scores);
      }
    }
  }

  private static boolean isSame(Hypothesis text, int from, int other, int size) {
    for (int i = 0; i < size; i++) {
      if (text.at(from + i) != text.at(other + i)) {
        return false;
      }
    }
    return true;
  }

  private static void notYet(Limits limits, List<Integer> ends, Hypothesis text, float[] scores) {
    if (text.newTokens() < limits.minNewTokens()) {
      ends.forEach(end -> ban(end, scores));
    }
  }

  private static void forced(List<Integer> tokens, boolean isNow, float[] scores) {
    if (isNow) {
      Arrays.fill(scores, NEVER);
      tokens.forEach(token -> scores[token] = 0);
    }
  }

  private static void ban(int token, float[] scores) {
    if (token < scores.length) {
      scores[token] = NEVER;
    }
  }
}
