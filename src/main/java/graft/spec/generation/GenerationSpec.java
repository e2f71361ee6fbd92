package graft.spec.generation;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;

/**
 * How a text is continued. Names and meanings are those of transformers' {@code GenerationConfig}.
 *
 * @param maxNewTokens absent: 128, or the positions that are left if these are fewer
 * @param doSample whether tokens are drawn; absent: if one of the values that only drawing has is
 *     given
 * @param topK 0: all; the reference's own default of 50 is not taken
 * @param eosTokenId absent: the model's
 * @param seed absent: drawn
 */
public record GenerationSpec(
    @Attribute(
            value =
                "The most tokens that are generated; null: 128, or the positions left if these are fewer",
            min = 1,
            max = MOST_TOKENS)
        Optional<Integer> maxNewTokens,
    @Attribute(value = "New tokens before an end token may come", min = 0, max = MOST_TOKENS)
        int minNewTokens,
    @Attribute(
            "Whether tokens are drawn; null: true if temperature, top_k, top_p or min_p is given")
        Optional<Boolean> doSample,
    @Attribute(value = "What scores are divided by before drawing; 0: greedy; null: 1", min = 0)
        Optional<Double> temperature,
    @Attribute(value = "Draws among so many of the likeliest tokens; null or 0: all", min = 0)
        Optional<Integer> topK,
    @Attribute(
            value =
                "Draws among the fewest likeliest tokens that have this probability together; null: 1",
            min = 0,
            max = 1)
        Optional<Double> topP,
    @Attribute(
            value =
                "Draws among tokens at least so probable, as a share of the likeliest one's; null: 0",
            min = 0,
            max = 1)
        Optional<Double> minP,
    @Attribute(
            value =
                "What positive scores of tokens that occur already are divided by, and negative ones multiplied with; null or 1: off",
            min = 0)
        Optional<Double> repetitionPenalty,
    @Attribute(value = "No sequence of so many tokens comes twice; 0: off", min = 0)
        int noRepeatNgramSize,
    @Attribute(value = "Beams; 1: none", min = 1, max = MOST_BEAMS) int numBeams,
    @Attribute("Exponent of the length that a beam's score is divided by") double lengthPenalty,
    @Attribute("When beams end: true as soon as there are num_beams whole texts; false; \"never\"")
        EarlyStopping earlyStopping,
    @Attribute(
            value =
                "Texts of one prompt: at most num_beams with beams, 32 where tokens are drawn, else 1",
            min = 1,
            max = MOST_SEQUENCES)
        int numReturnSequences,
    @Attribute("The token that ends a text, or a list of them; null: the model's; []: none")
        Optional<EndTokens> eosTokenId,
    @Attribute("Texts that end what is generated, at most 16; one may be a special token's")
        StopTexts stopStrings,
    @Attribute("Draws the same tokens each time; null: drawn, and returned") Optional<Long> seed) {
  public static final int MOST_TOKENS = 1_000_000;
  public static final int MOST_BEAMS = 32;
  public static final int MOST_SEQUENCES = 32;

  /** New tokens where nobody says how many. */
  public static final int USUAL_TOKENS = 128;

  public static final GenerationSpec DEFAULTS =
      new GenerationSpec(
          Optional.empty(),
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          1,
          1,
          EarlyStopping.BY_PRESENT_LENGTH,
          1,
          Optional.empty(),
          StopTexts.NONE,
          Optional.empty());

  public GenerationSpec {
    Check check = new Check();
    check.that(
        maxNewTokens.isEmpty() || within(maxNewTokens.get(), 1, MOST_TOKENS),
        "max_new_tokens",
        "must be at least 1" + found(maxNewTokens));
    check.that(
        within(minNewTokens, 0, maxNewTokens.orElse(MOST_TOKENS)),
        "min_new_tokens",
        "must be at least 0 and at most max_new_tokens, not " + minNewTokens);
    check.that(
        temperature.isEmpty() || (temperature.get() >= 0 && Double.isFinite(temperature.get())),
        "temperature",
        "must be above 0, or 0 for greedy" + found(temperature));
    check.that(topK.isEmpty() || topK.get() >= 0, "top_k", "must be at least 0" + found(topK));
    check.that(
        topP.isEmpty() || (topP.get() > 0 && topP.get() <= 1),
        "top_p",
        "must be above 0 and at most 1" + found(topP));
    check.that(
        minP.isEmpty() || (minP.get() >= 0 && minP.get() <= 1),
        "min_p",
        "must be from 0 to 1" + found(minP));
    check.that(
        repetitionPenalty.isEmpty() || repetitionPenalty.get() > 0,
        "repetition_penalty",
        "must be above 0" + found(repetitionPenalty));
    check.that(
        noRepeatNgramSize >= 0,
        "no_repeat_ngram_size",
        "must be at least 0, not " + noRepeatNgramSize);
    check.that(
        within(numBeams, 1, MOST_BEAMS),
        "num_beams",
        "must be from 1 to " + MOST_BEAMS + ", not " + numBeams);
    boolean draws = draws(doSample, temperature, topK, topP, minP);
    check.that(
        numBeams == 1 || !draws,
        "num_beams",
        "must be 1 where tokens are drawn (do_sample, temperature, top_k, top_p, min_p), not "
            + numBeams);
    int most = numBeams > 1 ? Math.min(numBeams, MOST_BEAMS) : draws ? MOST_SEQUENCES : 1;
    check.that(
        within(numReturnSequences, 1, most),
        "num_return_sequences",
        "must be from 1 to %d %s, not %d"
            .formatted(
                most,
                numBeams > 1
                    ? "with " + numBeams + " beams"
                    : draws
                        ? "where tokens are drawn"
                        : "where tokens are not drawn and num_beams is 1",
                numReturnSequences));
    check.done();
  }

  /** Whether tokens are drawn. A temperature of 0 says that they are not. */
  public boolean draws() {
    return draws(doSample, temperature, topK, topP, minP);
  }

  private static boolean draws(
      Optional<Boolean> doSample,
      Optional<Double> temperature,
      Optional<Integer> topK,
      Optional<Double> topP,
      Optional<Double> minP) {
    boolean isNamed =
        temperature.isPresent() || topK.isPresent() || topP.isPresent() || minP.isPresent();
    return doSample.orElse(isNamed) && temperature.orElse(1.0) > 0;
  }

  private static boolean within(int value, int least, int most) {
    return value >= least && value <= most;
  }

  private static String found(Optional<?> value) {
    return value.map(given -> ", not " + given).orElse("");
  }
}
