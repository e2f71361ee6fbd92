package graft.generate.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** One text on its way: the tokens that processors count, and what was added to them. */
final class Hypothesis {
  private final int counted;
  private final List<TokenLogprob> logprobs;
  private int[] ids;
  private int length;
  private StopStrings.State stops;

  private Hypothesis(int[] ids, int length, int counted, StopStrings.State stops) {
    this.ids = ids;
    this.length = length;
    this.counted = counted;
    this.stops = stops;
    this.logprobs = new ArrayList<>();
  }

  /**
   * @param prompt the tokens that are there before the first new one: of an encoder-decoder, the
   *     decoder's
   */
  static Hypothesis of(int[] prompt, StopStrings.State stops) {
    return new Hypothesis(
        Arrays.copyOf(prompt, prompt.length + 16), prompt.length, prompt.length, stops);
  }

  Hypothesis fork() {
    Hypothesis copy = new Hypothesis(ids.clone(), length, counted, stops);
    copy.logprobs.addAll(logprobs);
    return copy;
  }

  void append(int token, StopStrings.State after) {
    if (length == ids.length) {
      ids = Arrays.copyOf(ids, length * 2);
    }
    ids[length++] = token;
    stops = after;
  }

  void tell(TokenLogprob logprob) {
    logprobs.add(logprob);
  }

  /** Prompt and continuation. */
  int length() {
    return length;
  }

  int newTokens() {
    return length - counted;
  }

  /** Where the continuation begins. */
  int counted() {
    return counted;
  }

  int at(int place) {
    return ids[place];
  }

  StopStrings.State stops() {
    return stops;
  }

  Sequence finished(FinishReason reason, OptionalDouble score) {
    return new Sequence(
        Arrays.stream(ids, counted, length).boxed().toList(),
        reason,
        score,
        logprobs,
        stops.isFound() ? OptionalLong.of(stops.at()) : OptionalLong.empty());
  }
}
