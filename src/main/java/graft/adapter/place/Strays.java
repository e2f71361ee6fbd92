package graft.adapter.place;

import graft.site.LinearSite;
import graft.site.Sites;
import graft.spec.Faults;
import graft.spec.adapter.target.TargetModules;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a configuration names and a model does not have: layers beyond the last, modules that are
 * not there, exceptions for modules that are not adapted. It would change nothing, so it is a slip
 * of whoever asks for it.
 *
 * <p>Files are not asked: a {@code leave_out} or a {@code reduction_factor} that was written for
 * twelve layers is common among published adapters for six.
 *
 * @param pointer to the configuration
 * @param faults gets every stray, by attribute
 */
public record Strays(Sites sites, String pointer, Faults faults) {
  private static final String CODE = "not_in_model";
  private static final String TARGETS = "target_modules";

  /** Those of a part of the configuration. */
  public Strays below(String more) {
    return new Strays(sites, pointer + more, faults);
  }

  /** Adds those of some layers that are beyond the last. */
  public void layers(Collection<Integer> named, String attribute) {
    List<Integer> strays =
        named.stream().filter(layer -> layer >= model().layers()).sorted().toList();
    if (!strays.isEmpty()) {
      String layers = strays.size() == 1 ? "layer " + strays.getFirst() : "layers " + strays;
      add(attribute, "names %s: the model has %s".formatted(layers, model().ofLayers()));
    }
  }

  /** Adds those of {@code target_modules} that name no linear layer. */
  public void targets(TargetModules targets) {
    Stream<String> names =
        switch (targets) {
          case TargetModules.AllLinear _ -> Stream.of();
          case TargetModules.Named named -> named.names().stream();
        };
    List<String> all = paths(_ -> true);
    names
        .filter(name -> isNobody(name, all))
        .forEach(name ->
            add(
                TARGETS,
                "names %s: the model's linear layers are %s".formatted(name, model().ofLinear())));
  }

  /** Adds those of {@code target_modules} that name no norm. */
  public void norms(Collection<String> names) {
    List<String> all = sites.norms().stream().map(site -> site.id().modulePath()).toList();
    names.stream()
        .filter(name -> isNobody(name, all))
        .forEach(name ->
            add(TARGETS, "names %s: the model's norms are %s".formatted(name, model().ofNorms())));
  }

  /** Adds those of an attribute's names that name none of the adapted modules. */
  public void exceptions(Collection<String> names, List<String> adapted, String attribute) {
    names.stream()
        .filter(name -> isNobody(name, adapted))
        .forEach(name -> notAdapted(name, attribute));
  }

  /** Adds a name of what is not adapted. */
  public void notAdapted(String name, String attribute) {
    add(attribute, "names " + name + ", which is not adapted");
  }

  /** The paths of some linear layers. */
  public List<String> paths(Predicate<LinearSite> chosen) {
    return sites.linear().stream().filter(chosen).map(site -> site.id().modulePath()).toList();
  }

  private static boolean isNobody(String name, List<String> paths) {
    return paths.stream().noneMatch(path -> TargetModules.isNamed(path, name));
  }

  private SiteInventory model() {
    return new SiteInventory(sites);
  }

  private void add(String attribute, String fact) {
    faults.add(pointer + "/" + attribute, CODE, attribute + " " + fact);
  }
}
