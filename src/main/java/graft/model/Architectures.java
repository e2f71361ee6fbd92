package graft.model;

import ai.djl.ndarray.NDManager;
import graft.architecture.Architecture;
import graft.architecture.ModelConfig;
import graft.architecture.Registry;
import graft.format.Tensors;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds models of the architectures in the {@link Registry}. */
public final class Architectures {
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
    WeightReader.Form form = asBfloat16 ? WeightReader.Form.BFLOAT16 : WeightReader.Form.FLOAT32;
    return load(config, tensors, manager, form);
  }

  /**
   * The same model without its numbers, of which nothing is read: what adapters and heads can be
   * fitted to, and nothing can be computed with.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} as above
   */
  public static BaseModel outline(ModelConfig config, Tensors tensors, NDManager manager) {
    return new Outline(load(config, tensors, manager, WeightReader.Form.SHAPES));
  }

  private static BaseModel load(
      ModelConfig config, Tensors tensors, NDManager manager, WeightReader.Form form) {
    try {
      return build(config, tensors, manager, form);
    } catch (RuntimeException e) {
      manager.close();
      tensors.close();
      throw e;
    }
  }

  private static BaseModel build(
      ModelConfig config, Tensors tensors, NDManager manager, WeightReader.Form form) {
    Registry.Entry known = Registry.entry(config.modelType());
    Architecture architecture = known.of(config);
    WeightReader weights = new WeightReader(tensors, architecture.prefix(), manager, form);
    Assembly assembly = new Assembly(config, weights);
    Network network = ((ModelFamily) known.family()).build(architecture, assembly);
    return new FrozenModel(
        architecture,
        config,
        network,
        assembly.sites(),
        OwnProjection.of(architecture, network, assembly.sites(), weights),
        weights.elements(),
        weights.bytes(),
        tensors,
        manager);
  }

  /**
   * Refuses a configuration that would not be computed as it says.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} with every fault
   */
  public static void check(ModelConfig config) {
    Registry.Entry known = Registry.entry(config.modelType());
    List<Fault> faults = new ArrayList<>();
    known
        .architecture()
        .keys()
        .faults(config.json())
        .forEach(fact -> faults.add(fault("config.json: " + fact)));
    try {
      known.dimensions(config);
      known.architecture().usualHeads(config);
    } catch (GraftException refused) {
      faults.add(fault(String.valueOf(refused.getMessage())));
    }
    if (!faults.isEmpty()) {
      throw new GraftException(ErrorCode.INVALID_MODEL, faults);
    }
  }

  /** The part of a configuration that decides what a model computes. */
  public static Map<String, Object> computation(ModelConfig config) {
    return Registry.entry(config.modelType()).architecture().keys().computation(config.json());
  }

  private static Fault fault(String fact) {
    return new Fault("", ErrorCode.INVALID_MODEL.wireName(), fact);
  }
}
