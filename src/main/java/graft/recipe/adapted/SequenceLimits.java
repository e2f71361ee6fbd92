package graft.recipe.adapted;

import graft.data.Dataset;
import graft.model.BaseModel;
import graft.model.ModelInfo;
import graft.site.Setup;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.TrainingSpec;

/** How many tokens a row may have. */
public final class SequenceLimits {
  private SequenceLimits() {}

  /** How large the rows of a job may be. */
  public static Dataset.Bounds bounds(TrainingSpec spec, AdaptedModel adapted) {
    int length = of(spec, adapted);
    return bounds(length, adapted.model()).withStride(spec.strideWithin(length));
  }

  /**
   * How large rows of a length may be.
   *
   * @param length tokens, or the positions of a picture
   */
  public static Dataset.Bounds bounds(int length, BaseModel model) {
    return model
        .info()
        .picture()
        .map(picture -> Dataset.Bounds.ofPictures(length, picture))
        .orElseGet(() -> Dataset.Bounds.of(length, vocabulary(model), segments(model)));
  }

  /** Tokens that a model knows; 0 of one that reads none. */
  public static int vocabulary(BaseModel model) {
    return model.tokenEmbedding().map(words -> Math.toIntExact(words.getShape().get(0))).orElse(0);
  }

  /** Segments that a model tells apart; one where it knows of none. */
  public static int segments(BaseModel model) {
    return Math.max(1, model.info().typeVocabulary());
  }

  /** Tokens of a row that the model has positions for, where some stand before the text. */
  public static int most(ModelInfo model, Setup setup) {
    return model.maxLength() - setup.positionShift() - setup.virtualTokens();
  }

  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if a setup leaves no position for text
   */
  public static void requireText(ModelInfo model, Setup setup) {
    int virtual = setup.virtualTokens();
    if (model.picture().isPresent() && setup.positionShift() > 0) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "",
              "not_applicable",
              "shift_positions moves a text; each patch of a picture has its place"));
    }
    if (virtual > 0 && most(model, setup) < 1) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "",
              "out_of_range",
              "num_virtual_tokens is %d, and the model has %d positions in all"
                  .formatted(virtual, model.maxLength())));
    }
    if (most(model, setup) < 1) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "",
              "out_of_range",
              "shift_positions moves the text by %d positions, of which the model has %d"
                  .formatted(setup.positionShift(), model.maxLength())));
    }
  }

  /**
   * The length that was asked for, else the default for the model; of pictures always all of it.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the model cannot read so many
   */
  public static int of(TrainingSpec spec, AdaptedModel adapted) {
    int most = adapted.maxLength();
    if (adapted.model().info().picture().isPresent()) {
      return most;
    }
    int wanted = spec.lengthWithin(most);
    if (wanted > most) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/training/max_length",
              "out_of_range",
              "max_length must be at most %d in this setup, not %d".formatted(most, wanted)));
    }
    return wanted;
  }
}
