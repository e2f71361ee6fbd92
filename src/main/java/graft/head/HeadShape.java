package graft.head;

import graft.model.ModelFacts;
import graft.spec.Activation;
import graft.spec.job.HeadSpec;
import graft.spec.job.HeadSpec.Pooling;
import java.util.Optional;

/**
 * The shape of a head with nothing left to guess.
 *
 * @param outputs number of logits
 */
public record HeadShape(
    int layers,
    Activation activation,
    Pooling pooling,
    int outputs,
    long hidden,
    double dropout,
    double std) {
  /**
   * The head that was asked for, else the reference's: two layers with tanh on the first position.
   */
  public static HeadShape of(Optional<HeadSpec> spec, int outputs, ModelFacts model) {
    HeadSpec wanted = spec.orElse(HeadSpec.DEFAULTS);
    return new HeadShape(
        wanted.layers().orElse(2),
        wanted.activationFunction().orElse(Activation.TANH),
        wanted.pooling().orElse(Pooling.FIRST),
        outputs,
        model.hiddenSize(),
        model.headDropout(),
        model.initializerRange());
  }
}
