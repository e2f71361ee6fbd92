package graft.composition;

import graft.site.AttentionSite;
import graft.site.KeyValueAdapter;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.NormAdapter;
import graft.site.NormSite;
import graft.site.Setup;
import graft.site.SublayerAdapter;
import graft.site.SublayerSite;
import java.util.Optional;

/**
 * One adapter.
 *
 * @param apart from the other leaves
 */
record Leaf(String pointer, Setup adapter, AdapterMasks apart) implements Block {
  @Override
  public Optional<LinearAdapter> at(LinearSite site) {
    return adapter.linear(site.id()).map(apart::of);
  }

  @Override
  public Optional<KeyValueAdapter> at(AttentionSite site) {
    return adapter.attention(site.id()).map(apart::of);
  }

  @Override
  public Optional<SublayerAdapter> at(SublayerSite site) {
    return adapter.sublayer(site.id()).map(apart::of);
  }

  @Override
  public Optional<NormAdapter> at(NormSite site) {
    return adapter.norm(site.id());
  }
}
