package graft.head;

import graft.model.ModelInfo;
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
  /** The head that was asked for, else the reference's for a sequence: two layers with tanh. */
  static HeadShape ofSequence(Optional<HeadSpec> spec, int outputs, ModelInfo model) {
    return of(spec, HeadSpec.SEQUENCE, outputs, model);
  }

  /** The head that was asked for, else the reference's for every token: one layer. */
  static HeadShape ofTokens(Optional<HeadSpec> spec, int outputs, ModelInfo model) {
    return of(spec, HeadSpec.TOKENS, outputs, model);
  }

  /**
   * The head that was asked for, else the reference's for language models: two layers with gelu.
   */
  static HeadShape ofVocabulary(Optional<HeadSpec> spec, int outputs, ModelInfo model) {
    return of(spec, HeadSpec.VOCABULARY, outputs, model);
  }

  private static HeadShape of(
      Optional<HeadSpec> spec, HeadSpec defaults, int outputs, ModelInfo model) {
    HeadSpec wanted = spec.orElse(HeadSpec.DEFAULTS).orElse(defaults);
    return new HeadShape(
        wanted.layers().orElseThrow(),
        wanted.activationFunction().or(defaults::activationFunction).orElse(Activation.TANH),
        wanted.pooling().orElse(Pooling.FIRST),
        outputs,
        model.hiddenSize(),
        model.headDropout(),
        model.initializerRange());
  }
}
