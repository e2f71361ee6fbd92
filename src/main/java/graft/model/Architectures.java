package graft.model;

import ai.djl.ndarray.NDManager;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

  /**
   * Refuses a configuration that would not be computed as it says.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} with every fault
   */
  public static void check(ModelConfig config) {
    List<Fault> faults = new ArrayList<>();
    keys(config).faults(config.json()).forEach(fact -> faults.add(fault("config.json: " + fact)));
    try {
      requireShape(config);
    } catch (GraftException refused) {
      faults.add(fault(String.valueOf(refused.getMessage())));
    }
    if (!faults.isEmpty()) {
      throw new GraftException(ErrorCode.INVALID_MODEL, faults);
    }
  }

  /** The part of a configuration that decides what a model computes. */
  public static Map<String, Object> computation(ModelConfig config) {
    return keys(config).computation(config.json());
  }

  private static ConfigKeys keys(ModelConfig config) {
    return config.text("model_type", "").equals("distilbert")
        ? ConfigKeys.DISTILBERT
        : ConfigKeys.BERT;
  }

  private static void requireShape(ModelConfig config) {
    boolean _ = config.flag("tie_word_embeddings", true);
    switch (config.text("model_type", "")) {
      case "bert" -> BertShape.of(config, Bert.Family.BERT);
      case "roberta" -> BertShape.of(config, Bert.Family.ROBERTA);
      case "xlm-roberta" -> BertShape.of(config, Bert.Family.XLM_ROBERTA);
      case "distilbert" -> DistilBertShape.of(config);
      default -> throw unknown(config);
    }
  }

  private static Fault fault(String fact) {
    return new Fault("", ErrorCode.INVALID_MODEL.wireName(), fact);
  }

  private static GraftException unknown(ModelConfig config) {
    return new GraftException(
        ErrorCode.INVALID_MODEL,
        "config.json: model_type " + config.text("model_type", "") + " is not one of " + KNOWN);
  }

  private static BaseModel build(
      ModelConfig config, Tensors tensors, NDManager manager, Weights.Form form) {
    String type = config.text("model_type", "");
    return switch (type) {
      case "bert" -> new Bert(Bert.Family.BERT, config, tensors, manager, form);
      case "roberta" -> new Bert(Bert.Family.ROBERTA, config, tensors, manager, form);
      case "xlm-roberta" -> new Bert(Bert.Family.XLM_ROBERTA, config, tensors, manager, form);
      case "distilbert" -> new DistilBert(config, tensors, manager, form);
      default -> throw unknown(config);
    };
  }
}
