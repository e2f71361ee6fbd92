package graft.head;

import graft.architecture.LmHead;
import graft.model.BaseModel;
import graft.spec.Activation;
import graft.spec.job.HeadSpec;
import graft.spec.job.HeadSpec.Pooling;
import java.util.Optional;

/**
 * The shape of a head with nothing left to guess.
 *
 * @param outputs number of logits
 * @param hasBias whether the last layer has a bias
 * @param hiddenLayers what the other layers are
 * @param normEps of their norms
 */
public record HeadShape(
    int layers,
    Activation activation,
    Pooling pooling,
    int outputs,
    long hidden,
    double dropout,
    double std,
    boolean hasBias,
    HiddenLayers hiddenLayers,
    double normEps) {
  /** The head that was asked for, else the reference's for a sequence: two layers with tanh. */
  static HeadShape ofSequence(Optional<HeadSpec> spec, int outputs, BaseModel model) {
    return of(spec, model.usualHeads().sequence(), outputs, model);
  }

  /** The head that was asked for, else the reference's for pictures: one layer. */
  static HeadShape ofPictures(Optional<HeadSpec> spec, int outputs, BaseModel model) {
    return of(spec, HeadSpec.PICTURES, outputs, model);
  }

  /** The head that was asked for, else the reference's for every token: one layer. */
  static HeadShape ofTokens(Optional<HeadSpec> spec, int outputs, BaseModel model) {
    return of(spec, model.usualHeads().tokens(), outputs, model);
  }

  /**
   * The head that was asked for, else the reference's for language models: two layers with gelu, or
   * the projection alone behind a decoder that reads an encoder.
   */
  static HeadShape ofVocabulary(
      LmHead.Task task, Optional<HeadSpec> spec, int outputs, BaseModel model) {
    HeadSpec defaults =
        task == LmHead.Task.SEQUENCE_TO_SEQUENCE ? HeadSpec.PROJECTION : HeadSpec.VOCABULARY;
    return of(spec, defaults, outputs, model);
  }

  private static HeadShape of(
      Optional<HeadSpec> spec, HeadSpec defaults, int outputs, BaseModel model) {
    HeadSpec wanted = spec.orElse(HeadSpec.DEFAULTS).orElse(defaults);
    return new HeadShape(
        wanted.layers().orElseThrow(),
        wanted.activationFunction().or(defaults::activationFunction).orElse(Activation.TANH),
        wanted.pooling().orElse(model.usualHeads().pooling()),
        outputs,
        model.info().hiddenSize(),
        model.info().headDropout(),
        model.info().initializerRange(),
        wanted.hasBias(),
        model.architecture().normsHeads() ? HiddenLayers.PREDICTION : HiddenLayers.FLEXIBLE,
        model.info().headNormEps());
  }
}
