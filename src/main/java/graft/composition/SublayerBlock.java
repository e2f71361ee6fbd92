package graft.composition;

import graft.site.AttentionSite;
import graft.site.KeyValueAdapter;
import graft.site.LinearAdapter;
import graft.site.LinearSite;
import graft.site.NormAdapter;
import graft.site.NormSite;
import graft.site.Site;
import java.util.List;
import java.util.Optional;

/** A block that only adapters at sublayers can stand in: bottlenecks. */
interface SublayerBlock extends Block {
  /** What requests call it. */
  String word();

  List<Block> children();

  @Override
  default Optional<LinearAdapter> at(LinearSite site) {
    return Block.requireNone(children(), child -> child.at(site), reason(site));
  }

  @Override
  default Optional<KeyValueAdapter> at(AttentionSite site) {
    return Block.requireNone(children(), child -> child.at(site), reason(site));
  }

  @Override
  default Optional<NormAdapter> at(NormSite site) {
    return Block.requireNone(children(), child -> child.at(site), reason(site));
  }

  private String reason(Site site) {
    return word() + " takes bottleneck adapters only, not what sits at " + site.id();
  }
}
