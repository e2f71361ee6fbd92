package graft.composition;

import graft.site.AttentionSite;
import graft.site.KeyValueAdapter;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.Setup;
import graft.site.SublayerAdapter;
import graft.site.SublayerSite;
import java.util.Optional;

/** One adapter. */
record Leaf(Setup adapter) implements Block {
  @Override
  public Optional<LinearAdapter> at(LinearSite site) {
    return adapter.linear(site.id());
  }

  @Override
  public Optional<KeyValueAdapter> at(AttentionSite site) {
    return adapter.attention(site.id());
  }

  @Override
  public Optional<SublayerAdapter> at(SublayerSite site) {
    return adapter.sublayer(site.id());
  }
}
