package graft.site;

/** What may change a layer norm: weights in place of its own. */
@FunctionalInterface
public interface NormAdapter {
  NormWeights of(NormWeights base);
}
