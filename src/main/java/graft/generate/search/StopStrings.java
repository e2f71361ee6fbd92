package graft.generate.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the first stop string in the tokens' text, byte by byte (Knuth, Morris and Pratt 1977): a
 * broken character is a byte of its own, which no U+FFFD matches.
 *
 * <p>What was read is a {@link State}, so that texts that began alike can go on apart.
 */
public final class StopStrings {
  public static final StopStrings NONE = new StopStrings(List.of(), _ -> new byte[0]);

  private final List<byte[]> patterns;
  private final List<int[]> fallbacks;
  private final TokenBytes bytes;

  /**
   * @param matched of each stop string, how many of its first bytes are the last that were read
   * @param read bytes so far
   * @param at where the stop string that was found begins; -1: none was
   */
  record State(int[] matched, long read, long at) {
    boolean isFound() {
      return at >= 0;
    }

    /** Bytes that are of no stop string, nor may become so. */
    long settled() {
      return isFound() ? at : read - Arrays.stream(matched).max().orElse(0);
    }
  }

  private StopStrings(List<byte[]> patterns, TokenBytes bytes) {
    this.patterns = patterns;
    this.fallbacks = patterns.stream().map(StopStrings::fallbacks).toList();
    this.bytes = bytes;
  }

  /**
   * @param texts none of them empty
   */
  public static StopStrings of(List<String> texts, TokenBytes bytes) {
    return new StopStrings(
        texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList(), bytes);
  }

  State start() {
    return new State(new int[patterns.size()], 0, -1);
  }

  /** After one more token. Of several that end at one byte the longest counts. */
  State after(State before, int token) {
    if (before.isFound()) {
      return before;
    }
    byte[] piece = bytes.of(token);
    int[] matched = before.matched().clone();
    for (int i = 0; i < piece.length; i++) {
      int longest = 0;
      for (int p = 0; p < matched.length; p++) {
        matched[p] = next(p, matched[p], piece[i]);
        if (matched[p] == patterns.get(p).length) {
          longest = Math.max(longest, matched[p]);
        }
      }
      if (longest > 0) {
        return new State(matched, before.read() + piece.length, before.read() + i + 1 - longest);
      }
    }
    return new State(matched, before.read() + piece.length, -1);
  }

  private int next(int pattern, int matched, byte read) {
    byte[] wanted = patterns.get(pattern);
    int[] fallback = fallbacks.get(pattern);
    int length = matched;
    while (length > 0 && wanted[length] != read) {
      length = fallback[length - 1];
    }
    return wanted[length] == read ? length + 1 : length;
  }

  /** For each beginning of a pattern, the longest shorter beginning that it ends with. */
  private static int[] fallbacks(byte[] pattern) {
    int[] fallback = new int[pattern.length];
    for (int i = 1; i < pattern.length; i++) {
      int length = fallback[i - 1];
      while (length > 0 && pattern[length] != pattern[i]) {
        length = fallback[length - 1];
      }
      fallback[i] = pattern[length] == pattern[i] ? length + 1 : length;
    }
    return fallback;
  }
}
