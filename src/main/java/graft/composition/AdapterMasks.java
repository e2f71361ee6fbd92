package graft.composition;

import ai.djl.ndarray.NDArray;
import graft.site.KeyValueAdapter;
import graft.site.LinearAdapter;
import graft.site.Pass;
import graft.site.SublayerAdapter;
import graft.site.fusion.FusableAdapter;
import java.util.function.UnaryOperator;

/**
 * Gives an adapter dropout masks apart from those of the others at its site. The first adapter of a
 * setup keeps the masks that it has alone.
 *
 * @param number of the adapter among the leaves of the setup, from 0
 */
record AdapterMasks(int number) {
  LinearAdapter of(LinearAdapter adapter) {
    return number == 0 ? adapter : (x, base, pass) -> adapter.forward(x, base, pass.of(number));
  }

  KeyValueAdapter of(KeyValueAdapter adapter) {
    return number == 0
        ? adapter
        : (keyValue, query, pass) -> adapter.extend(keyValue, query, pass.of(number));
  }

  SublayerAdapter of(SublayerAdapter adapter) {
    if (number == 0) {
      return adapter;
    }
    return adapter instanceof FusableAdapter fusable
        ? new Fusable(fusable, number)
        : new Sublayer(adapter, number);
  }

  private interface Numbered extends SublayerAdapter {
    SublayerAdapter adapter();

    int number();

    @Override
    default NDArray adapt(
        NDArray output, NDArray residual, UnaryOperator<NDArray> norm, Pass pass) {
      return adapter().adapt(output, residual, norm, pass.of(number()));
    }

    @Override
    default boolean endsWithNorm() {
      return adapter().endsWithNorm();
    }

    @Override
    default boolean isParallel() {
      return adapter().isParallel();
    }
  }

  private record Sublayer(SublayerAdapter adapter, int number) implements Numbered {}

  private record Fusable(FusableAdapter adapter, int number) implements Numbered, FusableAdapter {
    @Override
    public Entry enter(NDArray output, NDArray residual, UnaryOperator<NDArray> norm) {
      return adapter.enter(output, residual, norm);
    }

    @Override
    public NDArray up(Entry entry, Pass pass) {
      return adapter.up(entry, pass.of(number));
    }
  }
}
