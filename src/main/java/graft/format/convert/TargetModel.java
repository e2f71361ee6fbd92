package graft.format.convert;

import graft.architecture.Architecture;
import graft.architecture.LayerStack;
import graft.architecture.Stack;
import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.SavedPart;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The base model that an imported adapter is for.
 *
 * @param architecture as its configuration has it
 * @param modelClass the reference library's class for it: {@code BertAdapterModel}
 * @param keyWidth of the keys of a layer, heads · d; where queries share them less than H
 * @param layers how many transformer layers it has weights of, in all stacks
 * @param decoderLayers how many of these are a decoder's behind an encoder
 * @param linears paths of its linear layers, without the prefix; empty if they are not known: then
 *     a file's choice of modules is taken as it is
 */
public record TargetModel(
    Architecture architecture,
    String modelClass,
    String modelName,
    int hiddenSize,
    long keyWidth,
    int layers,
    int decoderLayers,
    Set<String> linears) {
  public TargetModel {
    linears = Set.copyOf(linears);
  }

  /** A model of one stack whose keys are as wide as its hidden states. */
  public TargetModel(
      String modelType,
      String modelClass,
      String modelName,
      int hiddenSize,
      int layers,
      Set<String> linears) {
    this(
        Known.architecture(modelType),
        modelClass,
        modelName,
        hiddenSize,
        hiddenSize,
        layers,
        0,
        linears);
  }

  public String modelType() {
    return architecture.modelType();
  }

  /** The same as a model of another class. */
  public TargetModel ofClass(String other) {
    return new TargetModel(
        architecture, other, modelName, hiddenSize, keyWidth, layers, decoderLayers, linears);
  }

  /** How many layers a stack has. */
  public int layers(LayerStack stack) {
    return isBehind(stack) ? decoderLayers : layers - decoderLayers;
  }

  /** The number of a stack's layer among all: a decoder behind an encoder counts on from it. */
  public int number(LayerStack stack, int layer) {
    return isBehind(stack) ? layers - decoderLayers + layer : layer;
  }

  private boolean isBehind(LayerStack stack) {
    return decoderLayers > 0 && stack.stack() == Stack.DECODER;
  }

  /** An adapter or a head for it, in AdapterHub's form. */
  public SavedPart part(
      String name, Map<String, @Nullable Object> config, Map<String, Tensor> tensors) {
    return new SavedPart(
        AdapterConfigFile.of(name, config, modelType(), modelClass, modelName, hiddenSize),
        tensors);
  }
}
