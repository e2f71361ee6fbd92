package graft.format.adapter;

import graft.format.Tensor;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An adapter or a head as AdapterHub saves it.
 *
 * @param tensors by their full names, sorted
 */
public record SavedPart(AdapterConfigFile envelope, SortedMap<String, Tensor> tensors) {
  public SavedPart(AdapterConfigFile envelope, Map<String, Tensor> tensors) {
    this(envelope, new TreeMap<>(tensors));
  }

  public SavedPart {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
  }

  /** Whether it mixes adapters, and is none itself. */
  public boolean isFusion() {
    return envelope.isFusion();
  }

  /** The same under another name, its tensors too; the head of a native task class has none. */
  public SavedPart named(String other) {
    return envelope
        .name()
        .map(name ->
            new SavedPart(envelope.named(other), AdapterNames.renamed(tensors, name, other)))
        .orElse(this);
  }
}
