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
    try {
      return build(config, tensors, manager, asBfloat16);
    } catch (RuntimeException e) {
      manager.close();
      tensors.close();
      throw e;
    }
  }

  private static BaseModel build(
      ModelConfig config, Tensors tensors, NDManager manager, boolean asBfloat16) {
    String type = config.text("model_type", "");
    return switch (type) {
      case "bert" -> new Bert(Bert.Family.BERT, config, tensors, manager, asBfloat16);
      case "roberta" -> new Bert(Bert.Family.ROBERTA, config, tensors, manager, asBfloat16);
      case "xlm-roberta" -> new Bert(Bert.Family.XLM_ROBERTA, config, tensors, manager, asBfloat16);
      case "distilbert" -> new DistilBert(config, tensors, manager, asBfloat16);
      default ->
          throw new GraftException(
              ErrorCode.INVALID_MODEL,
              "config.json: model_type " + type + " is not one of " + KNOWN);
    };
  }
}
