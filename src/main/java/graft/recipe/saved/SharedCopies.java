package graft.recipe.saved;

import graft.adapter.PublishedNames;
import graft.format.FileFaults;
import graft.format.Tensor;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tensors that all layers of an adapter share, as a file may hold them: once under their own name,
 * or a copy in every layer. All copies must say the same. What looks like a copy may be a tensor of
 * its own, where a union has another part whose layers share nothing.
 */
final class SharedCopies {
  private SharedCopies() {}

  /**
   * The saved tensors by name, each shared one once under its own; copies that differ are faults.
   */
  static Map<String, Tensor> folded(
      Map<String, Tensor> saved, Parameters parameters, PublishedNames names, FileFaults faults) {
    Map<String, Tensor> folded = new TreeMap<>(saved);
    Set<String> own =
        parameters.all().stream()
            .map(parameter -> names.of(parameter.name()))
            .collect(Collectors.toUnmodifiableSet());
    for (Parameter parameter : parameters.all()) {
      if (PublishedNames.isShared(parameter.name())) {
        List<Tensor> copies =
            folded.values().stream()
                .filter(tensor -> names.isCopy(tensor.name(), parameter.name()))
                .filter(tensor -> !own.contains(tensor.name()))
                .toList();
        fold(names.of(parameter.name()), copies, folded, faults);
      }
    }
    return folded;
  }

  private static void fold(
      String name, List<Tensor> copies, Map<String, Tensor> tensors, FileFaults faults) {
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
