package graft.recipe.saved;

import graft.adapter.PublishedNames;
import graft.format.Tensor;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tensors that all layers of an adapter share, as a file may hold them: once under their own name,
 * or a copy in every layer. All copies must say the same.
 */
final class SharedCopies {
  private SharedCopies() {}

  /**
   * The saved tensors, each shared one once under its own name.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} if a shared tensor is missing, or two
   *     layers' copies differ
   */
  static Collection<Tensor> folded(
      Collection<Tensor> saved, Parameters parameters, PublishedNames names) {
    Map<String, Tensor> folded = new TreeMap<>();
    saved.forEach(tensor -> folded.put(tensor.name(), tensor));
    parameters.all().stream()
        .map(Parameter::name)
        .filter(PublishedNames::isShared)
        .forEach(shared -> fold(shared, names, folded));
    return List.copyOf(folded.values());
  }

  private static void fold(
      ParameterName shared, PublishedNames names, Map<String, Tensor> tensors) {
    String name = names.of(shared);
    List<Tensor> copies =
        tensors.values().stream().filter(tensor -> names.isCopy(tensor.name(), shared)).toList();
    for (Tensor copy : copies) {
      tensors.remove(copy.name());
      Tensor one = copy.named(name);
      Tensor other = tensors.putIfAbsent(name, one);
      if (other != null && !other.equals(one)) {
        throw new GraftException(
            ErrorCode.INVALID_ADAPTER,
            copy.name() + " differs from the other layers', which share " + name);
      }
    }
    if (!tensors.containsKey(name)) {
      throw new GraftException(
          ErrorCode.INVALID_ADAPTER,
          "tensor "
              + name
              + " is missing: all layers share it, and version 3 of the reference library does not"
              + " save it");
    }
  }
}
