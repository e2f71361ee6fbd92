package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.Pace;
import java.util.List;

/**
 * The vectors of some tokens, trained in place of the base model's, as PEFT configures it.
 *
 * @param tokenIndices their numbers in the vocabulary, each once
 */
public record PeftTrainableTokensConfig(
    @Attribute("The tokens, by their numbers in the vocabulary") List<Integer> tokenIndices,
    @Attribute("Start as the base model's vectors, not as random numbers") boolean initWeights)
    implements PeftConfig {
  public static final String ARCHITECTURE = "peft_trainable_tokens";

  /** Trains no token yet: which ones depends on the vocabulary. */
  public static final PeftTrainableTokensConfig DEFAULTS =
      new PeftTrainableTokensConfig(List.of(), true);

  /** Most tokens that are trained. */
  private static final int MOST = 10_000;

  public PeftTrainableTokensConfig {
    tokenIndices = List.copyOf(tokenIndices);
    Check check = new Check();
    check(tokenIndices, "token_indices", check);
    check.done();
  }

  /** Adds what is wrong with a list of tokens. */
  static void check(List<Integer> tokens, String attribute, Check check) {
    check.that(tokens.size() <= MOST, attribute, "must name at most 10000 tokens");
    check.that(
        tokens.stream().allMatch(token -> token >= 0), attribute, "must name tokens from 0 on");
    check.that(
        tokens.stream().distinct().count() == tokens.size(),
        attribute,
        "must name each token once");
  }

  @Override
  public String method() {
    return ARCHITECTURE;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  // Single vectors of the width of words.
  @Override
  public Pace pace() {
    return Pace.LONG;
  }
}
