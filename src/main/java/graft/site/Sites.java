package graft.site;

import graft.architecture.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The sites of a base model in model order; immutable. */
public record Sites(List<Site> all) {
  public Sites {
    all = List.copyOf(all);
  }

  /** The sites without those of the layers that a configuration leaves out. */
  public Sites without(Set<Integer> layers) {
    return new Sites(all.stream().filter(site -> !layers.contains(site.id().layer())).toList());
  }

  /** How many layers there are, of all stacks, that something can sit in. */
  public int layers() {
    return 1 + all.stream().mapToInt(site -> site.id().layer()).max().orElse(-1);
  }

  public List<LinearSite> linear() {
    return of(LinearSite.class).toList();
  }

  public List<LinearSite> linear(Set<Role> roles) {
    return of(LinearSite.class)
        .filter(site -> site.layout().parts().stream().anyMatch(roles::contains))
        .toList();
  }

  public List<AttentionSite> attention() {
    return of(AttentionSite.class).toList();
  }

  public List<SublayerSite> sublayers(Set<Role> roles) {
    return of(SublayerSite.class).filter(site -> roles.contains(site.id().role())).toList();
  }

  public List<LayerSite> layerEnds() {
    return of(LayerSite.class).toList();
  }

  public List<EmbeddingSite> embedding() {
    return of(EmbeddingSite.class).toList();
  }

  /** Where tokens become vectors; empty of a model that reads none. */
  public Optional<WordSite> words() {
    return of(WordSite.class).findFirst();
  }

  public List<NormSite> norms() {
    return of(NormSite.class).toList();
  }

  private <S extends Site> Stream<S> of(Class<S> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast);
  }
}
