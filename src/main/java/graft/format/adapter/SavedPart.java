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
public record SavedPart(Envelope envelope, SortedMap<String, Tensor> tensors) {
  public SavedPart(Envelope envelope, Map<String, Tensor> tensors) {
    this(envelope, new TreeMap<>(tensors));
  }

  public SavedPart {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
  }
}
