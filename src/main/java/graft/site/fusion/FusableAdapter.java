package graft.site.fusion;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import graft.site.SublayerAdapter;
import java.util.function.UnaryOperator;

/** A sublayer adapter whose inner part can be mixed with that of others. */
public interface FusableAdapter extends SublayerAdapter {
  /**
   * What goes into the inner part, all (B, S, H).
   *
   * @param input what it reads
   * @param raw what it reads without the base model's residual and norm, where these come first
   * @param own the adapter's own residual
   */
  record Entry(NDArray input, NDArray raw, NDArray own) {}

  /** Output, residual and norm as for {@link #adapt}. */
  Entry enter(NDArray output, NDArray residual, UnaryOperator<NDArray> norm);

  /** The scaled up-projection (B, S, H), before dropout, gate and residual. */
  NDArray up(Entry entry, Pass pass);
}
