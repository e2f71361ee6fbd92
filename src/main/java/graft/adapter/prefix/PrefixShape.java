package graft.adapter.prefix;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.site.AttentionSite;
import java.util.List;

/**
 * The shape of the prefixes of one group of attention modules.
 *
 * @param group the published word for the group
 * @param length P
 * @param layers N: modules of the group that get prefixes
 * @param heads of keys and values
 * @param width H, of what enters a module
 */
public record PrefixShape(
    String group, int length, int layers, int heads, int headSize, long width) {
  /** The modules of a group are alike. */
  static PrefixShape of(String group, List<AttentionSite> sites, int length) {
    AttentionSite any = sites.getFirst();
    return new PrefixShape(group, length, sites.size(), any.heads(), any.headSize(), any.width());
  }

  /** Numbers that one position needs: a key and a value for each head of each layer. */
  long columns() {
    return 2L * layers * heads * headSize;
  }

  /**
   * Prefixes as they are stored, (P, 2N·heads·d) or flat, by layer: (2N, heads, P, d), where layer
   * j's key is row 2j and its value the next one.
   */
  NDArray byLayer(NDArray stored) {
    return stored.reshape(new Shape(length, 2L * layers, heads, headSize)).transpose(1, 2, 0, 3);
  }
}
