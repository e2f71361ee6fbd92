package graft.site.fusion;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import java.util.List;
import java.util.Optional;

/** What mixes several adapters where a sublayer's output meets its residual. */
public interface SublayerFusion {
  /**
   * The mixture (B, S, H) with the entry's own residual.
   *
   * @param ups what each adapter makes of the entry, in order
   */
  NDArray mix(FusableAdapter.Entry entry, List<NDArray> ups, Pass pass);

  /** A 0-d tensor to add to the mean loss in training. */
  Optional<NDArray> penalty();
}
