package graft.model.block;

import ai.djl.ndarray.NDArray;
import graft.site.LinearSite;
import graft.site.NormSite;
import graft.site.Pass;
import graft.site.SublayerSite;
import graft.site.cache.KeyValueCache;
import graft.tensor.Gradients;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A step of a layer: perhaps a norm, what it computes, perhaps dropout, residual and perhaps a norm
 * (Vaswani et al. 2017). Hidden states are (B, S, H).
 */
public sealed interface Sublayer {
  NDArray forward(NDArray hidden, Surroundings around, Pass pass);

  /**
   * Attention of a text to itself, or to what an encoder made of another.
   *
   * @param before the norm of a pre-norm model
   * @param dropout behind the output projection, in models that drop there
   * @param reach whom it looks at
   */
  record Attending(
      Optional<NormSite> before,
      Projections projections,
      Attention attention,
      LinearSite output,
      OptionalDouble dropout,
      SublayerSite after,
      Reach reach)
      implements Sublayer {
    @Override
    public NDArray forward(NDArray hidden, Surroundings around, Pass pass) {
      NDArray x = entering(hidden, pass);
      return after.forward(attended(x, around, pass), hidden, x, pass);
    }

    private NDArray entering(NDArray hidden, Pass pass) {
      return Gradients.meet(before.map(norm -> norm.forward(hidden, pass)).orElse(hidden));
    }

    private NDArray attended(NDArray x, Surroundings around, Pass pass) {
      NDArray context =
          pass.keyValues()
              .map(kept -> next(x, around, kept, pass))
              .orElseGet(() -> whole(x, around, pass));
      return drop(output.forward(context, pass), dropout, after, pass);
    }

    private NDArray whole(NDArray x, Surroundings around, Pass pass) {
      Projected projected = projections.of(x, around.seen(x, reach), pass);
      return attention.attend(x, projected, around.mask(reach), pass);
    }

    /** The tokens that come next, behind what is kept of those before. */
    private NDArray next(NDArray x, Surroundings around, KeyValueCache kept, Pass pass) {
      if (reach != Reach.ENCODER) {
        return attention.attend(projections.of(x, x, pass), kept, pass);
      }
      if (kept.hasMemory()) {
        return attention.attendMemory(projections.query(x, pass), kept);
      }
      Projected projected = projections.of(x, around.seen(x, reach), pass);
      attention.keepMemory(projected.key(), projected.value(), kept);
      return attention.attendMemory(projected.query(), kept);
    }
  }

  /**
   * Attention whose adapters take its residual for its output and its output for the residual, as
   * the reference library has it in ALBERT. Without adapters it is the same.
   */
  record Swapped(Attending attending) implements Sublayer {
    @Override
    public NDArray forward(NDArray hidden, Surroundings around, Pass pass) {
      NDArray x = attending.entering(hidden, pass);
      NDArray attended = attending.attended(x, around, pass);
      return attending.after().forward(hidden, attended, attended, pass);
    }
  }

  /**
   * One of several runs in a pass, each of which has dropout masks of its own.
   *
   * @param number from 0
   */
  record Run(Sublayer sublayer, int number) implements Sublayer {
    @Override
    public NDArray forward(NDArray hidden, Surroundings around, Pass pass) {
      return sublayer.forward(hidden, around, pass.ofRun(number));
    }
  }

  /**
   * Feed-forward.
   *
   * @param before the norm of a pre-norm model
   */
  record Feeding(
      Optional<NormSite> before,
      FeedForward feedForward,
      OptionalDouble dropout,
      SublayerSite after)
      implements Sublayer {
    @Override
    public NDArray forward(NDArray hidden, Surroundings around, Pass pass) {
      NDArray x = Gradients.meet(before.map(norm -> norm.forward(hidden, pass)).orElse(hidden));
      NDArray fed = drop(feedForward.forward(x, pass), dropout, after, pass);
      return after.forward(fed, hidden, x, pass);
    }
  }

  private static NDArray drop(NDArray x, OptionalDouble p, SublayerSite at, Pass pass) {
    return p.isPresent() ? pass.dropout(x, p.getAsDouble(), at.id().modulePath()) : x;
  }
}
