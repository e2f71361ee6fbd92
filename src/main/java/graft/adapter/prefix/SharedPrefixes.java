package graft.adapter.prefix;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;

/** The prefixes of one group of attention modules, made once a forward pass for all its layers. */
public record SharedPrefixes(PrefixShape shape, Prefixes prefixes) {
  /** (2N, heads, P, d): layer j's key is row 2j, its value the next one. */
  NDArray in(Pass pass) {
    return pass.memo().once(prefixes, () -> shape.byLayer(prefixes.stored()));
  }
}
