package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.PromptEncoder;
import java.util.Optional;

/**
 * P-tuning (Liu et al. 2021) as PEFT configures it: vectors before those of the text, which a
 * network makes.
 *
 * @param encoderHiddenSize absent: the width of the word embeddings
 * @param encoderReparameterizationType the network
 * @param encoderNumLayers of the LSTM
 * @param encoderDropout between the layers of the LSTM
 */
public record PeftPTuningConfig(
    @Attribute(value = "Virtual tokens before each text", min = 1, max = 65_536)
        int numVirtualTokens,
    @Attribute(
            value = "Width of the network that makes their vectors; null: that of word embeddings",
            min = 1,
            max = 65_536)
        Optional<Integer> encoderHiddenSize,
    @Attribute("The network that makes their vectors") PromptEncoder encoderReparameterizationType,
    @Attribute(value = "Layers of the LSTM; a perceptron has three", min = 1, max = 64)
        int encoderNumLayers,
    @Attribute(
            value = "Dropout between the layers of the LSTM; a perceptron has none",
            min = 0,
            max = 0.999)
        double encoderDropout)
    implements PeftConfig {
  public static final String ARCHITECTURE = "peft_p_tuning";

  public static final PeftPTuningConfig DEFAULTS =
      new PeftPTuningConfig(20, Optional.empty(), PromptEncoder.MLP, 2, 0);

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
    check.that(
        encoderNumLayers >= 1 && encoderNumLayers <= 64,
        "encoder_num_layers",
        "must be from 1 to 64, not " + encoderNumLayers);
    check.that(
        encoderDropout >= 0 && encoderDropout < 1,
        "encoder_dropout",
        "must be in [0, 1), not " + encoderDropout);
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

  @Override
  public boolean changesWeights() {
    return false;
  }
}
