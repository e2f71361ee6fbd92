package graft.recipe.saved;

import graft.adapter.PublishedNames;
import graft.format.FileFaults;
import graft.format.Tensor;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
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
   * The saved tensors by name, each shared one once under its own; copies that differ are faults.
   */
  static Map<String, Tensor> folded(
      Map<String, Tensor> saved, Parameters parameters, PublishedNames names, FileFaults faults) {
    Map<String, Tensor> folded = new TreeMap<>(saved);
    parameters.all().stream()
        .map(Parameter::name)
        .filter(PublishedNames::isShared)
        .forEach(shared -> fold(shared, names, folded, faults));
    return folded;
  }

  private static void fold(
      ParameterName shared, PublishedNames names, Map<String, Tensor> tensors, FileFaults faults) {
    String name = names.of(shared);
    List<Tensor> copies =
        tensors.values().stream().filter(tensor -> names.isCopy(tensor.name(), shared)).toList();
    for (Tensor copy : copies) {
      tensors.remove(copy.name());
      Tensor one = copy.named(name);
      Tensor other = tensors.putIfAbsent(name, one);
      if (other != null && !other.equals(one)) {
        faults.add(
            "copies_differ", copy.name() + " differs from the other layers', which share " + name);
      }
    }
  }
}
