package graft.format.adapter;

import graft.format.Tensor;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a PEFT directory holds.
 *
 * @param config what {@code adapter_config.json} says
 * @param tensors by their full names, sorted; the adapter's and those of the modules saved with it
 */
public record PeftAdapter(Map<String, @Nullable Object> config, SortedMap<String, Tensor> tensors) {
  public PeftAdapter(Map<String, @Nullable Object> config, Map<String, Tensor> tensors) {
    this(config, new TreeMap<>(tensors));
  }

  public PeftAdapter {
    config = Collections.unmodifiableMap(new TreeMap<>(config));
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
  }
}
