package graft.data;

import graft.data.order.SeededRandom;
import graft.spec.Check;

/**
 * Masked language modelling as BERT does it (Devlin et al. 2018): of the tokens a share is chosen,
 * and of these 80 % become the mask token, 10 % a random token and 10 % stay. Chosen anew in each
 * epoch (Liu et al. 2019), as a pure function of the seed, the epoch, the row and the position.
 *
 * @param share of the tokens that are chosen; 0.15 in the paper
 */
public record MaskedLmCollator(long seed, int maskId, int vocabularySize, double share) {
  private static final long STREAM = 4L << 32;

  public MaskedLmCollator {
    Check check = new Check();
    check.that(share > 0 && share < 1, "share", "must be above 0 and below 1, not " + share);
    check.that(
        maskId >= 0 && maskId < vocabularySize,
        "mask_id",
        "must be below " + vocabularySize + ", not " + maskId);
    check.done();
  }

  /**
   * The batch with masked inputs, and targets where a token was chosen.
   *
   * @param rows the batch's rows in its data set
   */
  public Batch.Tokens apply(Batch batch, int[] rows, int epoch) {
    if (!(batch instanceof Batch.Tokens tokens)
        || !(tokens.targets() instanceof Targets.TokenIds(long[] given, int length))) {
      throw new IllegalArgumentException("only token ids can be masked");
    }
    SeededRandom random = SeededRandom.of(seed, STREAM + epoch);
    long[] inputs = tokens.inputIds().clone();
    long[] targets = given.clone();
    for (int i = 0; i < targets.length; i++) {
      long counter = (((long) rows[i / length] << 24) + i % length) * 3;
      if (targets[i] == Targets.IGNORED || random.unit(counter) >= share) {
        targets[i] = Targets.IGNORED;
      } else {
        inputs[i] = replaced(inputs[i], random, counter);
      }
    }
    return new Batch.Tokens(
        tokens.rows(),
        tokens.length(),
        inputs,
        tokens.attentionMask(),
        tokens.tokenTypeIds(),
        new Targets.TokenIds(targets, length),
        tokens.tokens());
  }

  private long replaced(long token, SeededRandom random, long counter) {
    double choice = random.unit(counter + 1);
    if (choice < 0.8) {
      return maskId;
    }
    return choice < 0.9 ? random.below(vocabularySize, counter + 2) : token;
  }
}
