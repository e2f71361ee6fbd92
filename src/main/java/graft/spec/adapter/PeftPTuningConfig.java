package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Optional;

/**
 * P-tuning (Liu et al. 2021) as PEFT configures it, with its perceptron: vectors before those of
 * the text, which a network makes.
 *
 * @param encoderHiddenSize absent: the width of the word embeddings
 */
public record PeftPTuningConfig(
    @Attribute(value = "Virtual tokens before each text", min = 1, max = 65_536)
        int numVirtualTokens,
    @Attribute(
            value = "Width of the network that makes their vectors; null: that of word embeddings",
            min = 1,
            max = 65_536)
        Optional<Integer> encoderHiddenSize)
    implements PeftConfig {
  public static final String ARCHITECTURE = "peft_p_tuning";

  public static final PeftPTuningConfig DEFAULTS = new PeftPTuningConfig(20, Optional.empty());

  public PeftPTuningConfig {
    Check check = new Check();
    check.that(
        numVirtualTokens >= 1 && numVirtualTokens <= 65_536,
        "num_virtual_tokens",
        "must be from 1 to 65536, not " + numVirtualTokens);
    check.that(
        encoderHiddenSize.filter(size -> size < 1 || size > 65_536).isEmpty(),
        "encoder_hidden_size",
        "must be from 1 to 65536");
    check.done();
  }

  @Override
  public String method() {
    return ARCHITECTURE;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }
}
