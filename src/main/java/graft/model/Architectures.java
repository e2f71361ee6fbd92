package graft.model;

import ai.djl.ndarray.NDManager;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.List;

/** Picks the file of an architecture by {@code model_type}. */
public final class Architectures {
  /** The values of {@code model_type} that can be loaded. */
  public static final List<String> KNOWN = List.of("bert", "roberta", "xlm-roberta", "distilbert");

  private Architectures() {}

  /**
   * Builds a model; it owns tensors and manager from now on, and both are closed if it cannot be
   * built.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} with the name of what is missing or
   *     wrong
   */
  public static BaseModel load(
      ModelConfig config, Tensors tensors, NDManager manager, boolean asBfloat16) {
    Weights.Form form = asBfloat16 ? Weights.Form.BFLOAT16 : Weights.Form.FLOAT32;
    return load(config, tensors, manager, form);
  }

  /**
   * The same model without its numbers, of which nothing is read: what adapters and heads can be
   * fitted to, and nothing can be computed with.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} as above
   */
  public static BaseModel outline(ModelConfig config, Tensors tensors, NDManager manager) {
    return new Outline(load(config, tensors, manager, Weights.Form.SHAPES));
  }

  private static BaseModel load(
      ModelConfig config, Tensors tensors, NDManager manager, Weights.Form form) {
    try {
      return build(config, tensors, manager, form);
    } catch (RuntimeException e) {
      manager.close();
      tensors.close();
      throw e;
    }
  }

  private static BaseModel build(
      ModelConfig config, Tensors tensors, NDManager manager, Weights.Form form) {
    String type = config.text("model_type", "");
    return switch (type) {
      case "bert" -> new Bert(Bert.Family.BERT, config, tensors, manager, form);
      case "roberta" -> new Bert(Bert.Family.ROBERTA, config, tensors, manager, form);
      case "xlm-roberta" -> new Bert(Bert.Family.XLM_ROBERTA, config, tensors, manager, form);
      case "distilbert" -> new DistilBert(config, tensors, manager, form);
      default ->
          throw new GraftException(
              ErrorCode.INVALID_MODEL,
              "config.json: model_type " + type + " is not one of " + KNOWN);
    };
  }
}
