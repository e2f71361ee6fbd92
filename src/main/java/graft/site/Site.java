package graft.site;

/** A named place in a base model where an adapter may sit. */
public sealed interface Site
    permits LinearSite, AttentionSite, SublayerSite, LayerSite, EmbeddingSite, WordSite, NormSite {
  SiteId id();
}
