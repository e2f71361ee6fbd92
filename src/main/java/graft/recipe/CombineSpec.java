package graft.recipe;

import graft.spec.adapter.Combination;
import java.util.List;

/**
 * What to combine.
 *
 * @param recipe how
 * @param adapters those that it names, in its order
 */
public record CombineSpec(Combination recipe, List<AdapterSource> adapters) {
  public CombineSpec {
    adapters = List.copyOf(adapters);
  }
}
