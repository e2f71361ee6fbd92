package graft.recipe.local;

import graft.data.Dataset;
import graft.model.BaseModel;
import graft.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.TrainingSpec;

/** How many tokens a row may have. */
final class Lengths {
  private Lengths() {}

  /** How large the rows of a job may be. */
  static Dataset.Bounds bounds(TrainingSpec spec, BaseModel model) {
    return Dataset.Bounds.of(
        of(spec, model.facts()),
        Math.toIntExact(model.tokenEmbedding().getShape().get(0)),
        Math.max(1, model.facts().typeVocabulary()));
  }

  /**
   * The length that was asked for, else the default for the model.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the model cannot read so many
   */
  static int of(TrainingSpec spec, ModelFacts model) {
    int wanted = spec.lengthWithin(model.maxLength());
    if (wanted > model.maxLength()) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/training/max_length",
              "out_of_range",
              "max_length must be at most the model's " + model.maxLength() + ", not " + wanted));
    }
    return wanted;
  }
}
