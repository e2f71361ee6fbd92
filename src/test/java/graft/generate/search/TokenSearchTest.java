package graft.generate.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.spec.generation.EarlyStopping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokenSearchTest {
  private static final ToyModel MODEL = new ToyModel(7);
  private static final List<Integer> PROMPT = List.of(3, 1);

  @Test
  void aSeedDrawsTheSameTokensWhateverElseIsDrawn() {
    List<Sequence> four = MODEL.generate(drawn(5, 4), PROMPT);

    assertThat(four).hasSize(4).doesNotHaveDuplicates();
    assertThat(MODEL.generate(drawn(5, 1), PROMPT)).containsExactly(four.getFirst());
    assertThat(MODEL.generate(drawn(5, 4), PROMPT)).isEqualTo(four);
    assertThat(MODEL.generate(drawn(6, 4), PROMPT)).isNotEqualTo(four);
  }

  @Test
  void tokensAreDrawnAsOftenAsTheirProbabilitySays() {
    int[] counts = new int[7];
    float[] logits = {0, 1, 2, -1, 0.5f, Float.NEGATIVE_INFINITY, 1.5f};
    Warping warping = new Warping(0.8, 5, 0.97, 0);
    for (int seed = 0; seed < 20_000; seed++) {
      counts[new Chooser.Drawn(warping, seed).choose(logits, 0, 0)]++;
    }
    double[] probabilities = Distribution.of(logits, warping).probabilities();
    for (int token = 0; token < counts.length; token++) {
      assertThat(counts[token] / 20_000.0).isCloseTo(probabilities[token], within(0.012));
    }
    assertThat(counts[5]).isZero();
    assertThat(counts[3]).isZero();
  }

  @Test
  void topKKeepsTiesAndTopPTheTokenThatCrossesIt() {
    float[] logits = {2, 1, 1, 0};
    assertThat(Distribution.of(logits, new Warping(1, 2, 1, 0)).probabilities())
        .satisfies(p -> assertThat(p[1]).isPositive().isEqualTo(p[2]))
        .satisfies(p -> assertThat(p[3]).isZero());
    float[] halves = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
    assertThat(Distribution.of(halves, new Warping(1, 0, 0.6, 0)).probabilities())
        .containsExactly(new double[] {0.625, 0.375, 0}, within(1e-6));
    assertThat(Distribution.of(halves, new Warping(1, 0, 1e-9, 0)).probabilities())
        .containsExactly(1, 0, 0);
    assertThat(Distribution.of(halves, new Warping(1, 0, 1, 0.5)).probabilities())
        .containsExactly(new double[] {0.625, 0.375, 0}, within(1e-6));
  }

  @Test
  void whatOccursIsPenalisedInPromptAndContinuationOrInTheContinuationAlone() {
    Hypothesis text = Hypothesis.of(new int[] {0, 1}, StopStrings.NONE.start());
    text.append(2, StopStrings.NONE.start());
    text.append(2, StopStrings.NONE.start());
    float[] scores = {2, -2, 3, 4};

    assertThat(processed(new Penalties(2, 0, 0, 0, Map.of()), text, scores))
        .containsExactly(1, -4, 1.5f, 4);
    assertThat(processed(new Penalties(1, 0, 0.5, 0.25, Map.of(3, -100.0)), text, scores))
        .containsExactly(2, -2, 2, -96);
    assertThat(processed(new Penalties(1, 1, 0, 0, Map.of()), text, scores))
        .containsExactly(-INF, -INF, -INF, 4);
    assertThat(processed(new Penalties(1, 2, 0, 0, Map.of()), text, scores))
        .containsExactly(2, -2, -INF, 4);
  }

  @Test
  void endTokensComeNeitherTooEarlyNorTooLate() {
    int end = greedy(20, Ends.by(List.of())).ids().getFirst();

    assertThat(greedy(20, Ends.by(List.of(end))).ids()).containsExactly(end);
    assertThat(greedy(20, Ends.by(List.of(end))).reason()).isEqualTo(FinishReason.STOP);
    SearchSpec later = SearchSpec.greedy(new Limits(4, 20), Ends.by(List.of(end)));
    assertThat(MODEL.generate(later, PROMPT).getFirst().ids())
        .hasSizeGreaterThan(4)
        .satisfies(ids -> assertThat(ids.subList(0, 4).contains(end)).isFalse());
    Ends forced = new Ends(List.of(), OptionalInt.of(6), List.of(5));
    assertThat(greedy(3, forced).ids()).hasSize(3).startsWith(6).endsWith(5);
    assertThat(greedy(3, forced).reason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void aStopStringMayBeginInOneTokenAndEndInAnother() {
    TokenBytes letters = token -> bytes(String.valueOf((char) ('a' + token)));
    Sequence all = greedy(12, Ends.by(List.of()));
    String text = text(all);
    String stop = text.substring(4, 7);
    int at = text.indexOf(stop);
    SearchSpec spec =
        SearchSpec.greedy(new Limits(0, 12), Ends.by(List.of()))
            .with(StopStrings.of(List.of("zz", stop), letters));

    Sequence stopped = MODEL.generate(spec, PROMPT).getFirst();

    assertThat(text(stopped)).isEqualTo(text.substring(0, at + 3));
    assertThat(stopped.stopsAt()).hasValue(at);
    assertThat(stopped.reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void aBrokenCharacterIsNoReplacementCharacter() {
    TokenBytes broken = token -> new byte[] {(byte) 0xF0, (byte) 0x9F};
    StopStrings stops = StopStrings.of(List.of("\ufffd"), broken);
    assertThat(stops.after(stops.start(), 1).isFound()).isFalse();
    StopStrings whole = StopStrings.of(List.of("\ufffd"), _ -> bytes("a\ufffdb"));
    assertThat(whole.after(whole.start(), 1).at()).isEqualTo(1);
    StopStrings overlapping = StopStrings.of(List.of("aab", "ab"), _ -> bytes("aaab"));
    assertThat(overlapping.after(overlapping.start(), 1).at()).isEqualTo(1);
  }

  @Test
  void whatMayBecomeAStopStringIsNotSettled() {
    StopStrings stops = StopStrings.of(List.of("abc", "bcd"), token -> bytes("" + (char) token));
    StopStrings.State state = stops.start();
    long[] settled = {1, 1, 1, 3, 5};
    String text = "xabbx";
    for (int i = 0; i < settled.length; i++) {
      state = stops.after(state, text.charAt(i));
      assertThat(state.settled()).as(text.substring(0, i + 1)).isEqualTo(settled[i]);
    }
    assertThat(stops.after(stops.after(stops.after(state, 'b'), 'c'), 'd').settled()).isEqualTo(5);
  }

  /** As many beams as there are texts lose none of them. */
  @Test
  void enoughBeamsFindTheBestOfAllTexts() {
    ToyModel model = new ToyModel(4);
    for (double penalty : new double[] {0, 1, 2}) {
      List<Sequence> found = model.generate(beams(24, penalty, 3, 3, List.of(0)), PROMPT);
      List<Sequence> all = everyText(model, 3, 0, penalty);
      assertThat(found)
          .extracting(Sequence::ids)
          .containsExactlyElementsOf(all.stream().limit(3).map(Sequence::ids).toList());
      for (int i = 0; i < 3; i++) {
        assertThat(found.get(i).score().orElseThrow())
            .isCloseTo(all.get(i).score().orElseThrow(), within(1e-6));
      }
    }
  }

  @Test
  void theFirstWholeTextsEndASearchThatStopsEarly() {
    SearchSpec spec = beams(3, 1, 40, 3, List.of(0, 1));
    Strategy.Beams atOnce = new Strategy.Beams(3, 1, EarlyStopping.AT_ONCE, 3);
    List<Sequence> early = MODEL.generate(spec.with(atOnce), PROMPT);
    List<Sequence> late =
        MODEL.generate(
            spec.with(new Strategy.Beams(3, 1, EarlyStopping.BY_BEST_LENGTH, 3)), PROMPT);
    assertThat(early)
        .hasSize(3)
        .allSatisfy(s -> assertThat(s.reason()).isEqualTo(FinishReason.STOP));
    assertThat(late.getFirst().score().orElseThrow())
        .isGreaterThanOrEqualTo(early.getFirst().score().orElseThrow());
  }

  @Test
  void logprobsAreThoseOfTheRawDistribution() {
    SearchSpec spec = drawn(9, 2).with(new Penalties(1.5, 2, 0, 0, Map.of())).withLogprobs(2);
    List<String> heard = new ArrayList<>();
    List<Sequence> told =
        MODEL.generate(
            spec,
            PROMPT,
            new TokenListener() {
              @Override
              public void chosen(int sequence, TokenLogprob token, long settled) {
                heard.add(sequence + ":" + token.token());
              }

              @Override
              public void finished(int sequence, Sequence whole) {
                heard.add(sequence + " ends");
              }
            });
    for (Sequence sequence : told) {
      List<Integer> before = PROMPT;
      for (TokenLogprob token : sequence.logprobs()) {
        assertThat(token.logprob()).isCloseTo(MODEL.logprob(before, token.token()), within(1e-6));
        assertThat(token.likeliest()).hasSize(2);
        assertThat(token.likeliest().getFirst().logprob())
            .isGreaterThanOrEqualTo(token.likeliest().getLast().logprob());
        before = ToyModel.appended(before, token.token());
      }
      assertThat(sequence.logprobs()).extracting(TokenLogprob::token).isEqualTo(sequence.ids());
    }
    assertThat(heard)
        .hasSize(8 + 8 + 2)
        .endsWith("0 ends", "1:" + told.get(1).ids().getLast(), "1 ends");
  }

  private static final float INF = Float.POSITIVE_INFINITY;

  private static SearchSpec drawn(long seed, int sequences) {
    return SearchSpec.greedy(new Limits(0, 8), Ends.by(List.of()))
        .with(new Strategy.Sampling(Warping.NONE, seed, sequences));
  }

  private static SearchSpec beams(
      int beams, double penalty, int length, int returned, List<Integer> ends) {
    return SearchSpec.greedy(new Limits(0, length), Ends.by(ends))
        .with(new Strategy.Beams(beams, penalty, EarlyStopping.BY_PRESENT_LENGTH, returned));
  }

  private static Sequence greedy(int length, Ends ends) {
    return MODEL.generate(SearchSpec.greedy(new Limits(0, length), ends), PROMPT).getFirst();
  }

  private static float[] processed(Penalties penalties, Hypothesis text, float[] scores) {
    SearchSpec spec = SearchSpec.greedy(new Limits(0, 9), Ends.by(List.of())).with(penalties);
    return new Scoring(spec).processed(text, scores);
  }

  private static List<Sequence> everyText(ToyModel model, int length, int end, double penalty) {
    return grown(model, PROMPT, 0, length, end, penalty)
        .sorted(Comparator.comparingDouble(s -> -s.score().orElseThrow()))
        .toList();
  }

  private static Stream<Sequence> grown(
      ToyModel model, List<Integer> before, double sum, int length, int end, double penalty) {
    int grown = before.size() - PROMPT.size();
    boolean ends = grown == length || (grown > 0 && before.getLast() == end);
    if (ends) {
      return Stream.of(
          new Sequence(
              before.subList(PROMPT.size(), before.size()),
              FinishReason.STOP,
              java.util.OptionalDouble.of(sum / Math.pow(grown, penalty)),
              List.of(),
              java.util.OptionalLong.empty()));
    }
    return java.util.stream.IntStream.range(0, model.vocabulary())
        .boxed()
        .flatMap(token ->
            grown(
                model,
                ToyModel.appended(before, token),
                sum + model.logprob(before, token),
                length,
                end,
                penalty));
  }

  private static String text(Sequence sequence) {
    StringBuilder text = new StringBuilder();
    sequence.ids().forEach(token -> text.append((char) ('a' + token)));
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
