package graft.composition;

import ai.djl.ndarray.NDArray;
import graft.site.Pass;
import graft.site.SublayerAdapter;
import graft.site.SublayerSite;
import graft.tensor.Ops;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Each adapter on its positions of every row. The reference library wants the lengths to add up to
 * the length of the batch; here the last child has all positions that are left, and a child beyond
 * a row's end has none, so that rows of any length can be read.
 *
 * @param lengths positions of each child
 */
record SplitBlock(String pointer, List<Block> children, List<Integer> lengths)
    implements SublayerBlock {
  @Override
  public String word() {
    return "split";
  }

  @Override
  public Optional<SublayerAdapter> at(SublayerSite site) {
    return OnePart.of(this, children, site).map(parts -> new Sublayer(parts, lengths));
  }

  record Sublayer(List<OnePart> parts, List<Integer> lengths) implements SublayerAdapter {
    @Override
    public NDArray adapt(NDArray output, NDArray residual, UnaryOperator<NDArray> norm, Pass pass) {
      long length = output.getShape().get(1);
      NDArray joined = null;
      long from = 0;
      for (int i = 0; i < parts.size() && from < length; i++) {
        boolean isLast = i == parts.size() - 1;
        long to = isLast ? length : Math.min(length, from + lengths.get(i));
        NDArray made =
            parts
                .get(i)
                .adapt(
                    Ops.slice(output, 1, from, to), Ops.slice(residual, 1, from, to), norm, pass);
        joined = joined == null ? made : Ops.concat(joined, made, 1);
        from = to;
      }
      return Objects.requireNonNull(joined);
    }

    @Override
    public boolean endsWithNorm() {
      return parts.getFirst().endsWithNorm();
    }
  }
}
