package graft.recipe.saved;

import graft.format.FileFaults;
import graft.format.Origin;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TrainingSetup;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What must hold for the setup of an adapter that is imported. */
public final class ImportedSetup {
  private static final String POINTER = "/setup";
  private static final Pattern FUSION = Pattern.compile("(.*)\\.adapter_fusion_layer\\..*");

  private ImportedSetup() {}

  /**
   * The setup of an adapter: a fusion's must be told, any other may be one that is on alone.
   *
   * @param named the adapters that a fusion's file says it mixes; none where it says nothing
   * @throws GraftException {@code INVALID_SPEC} if there is none, or it does not fit
   */
  public static SetupSpec of(AdapterConfig config, List<String> named, Optional<SetupSpec> told) {
    if (!(config instanceof FusionConfig)) {
      SetupSpec setup = told.orElse(SetupSpec.ALONE);
      requireNewOne(setup, config.method());
      return setup;
    }
    SetupSpec setup = told.orElseThrow(() -> missing(named));
    requireFusion(setup, named);
    return setup;
  }

  private static GraftException missing(List<String> named) {
    return refusal(
        "missing",
        "setup is required for a fusion: the adapters that it mixes, by their ids and in their"
            + " order, as {\"fuse\": [\"adp-…\", \"adp-…\"]}; the file calls them "
            + Origin.printable(named.toString()));
  }

  private static void requireNewOne(SetupSpec setup, String method) {
    boolean isOnce = setup.leaves().filter(SetupSpec.NEW::equals).count() == 1;
    boolean hasBlock = setup.nodes().anyMatch(SetupSpec.Fuse.class::isInstance);
    if (!isOnce || hasBlock) {
      throw refusal(
          "unsupported_setup",
          "the setup of a %s adapter names it once, as %s, and has no fuse block"
              .formatted(method, SetupSpec.NEW));
    }
  }

  private static void requireFusion(SetupSpec setup, List<String> named) {
    if (!TrainingSetup.trainsFusion(setup)) {
      throw refusal(
          "unsupported_setup",
          "the setup of a fusion has one fuse block, of the adapters that it mixes, and no "
              + SetupSpec.NEW);
    }
    Faults faults = new Faults();
    TrainingSetup.check(setup, FusionConfig.DEFAULTS, POINTER, faults);
    int children = children(setup);
    if (!named.isEmpty() && named.size() != children) {
      faults.add(
          POINTER,
          "out_of_range",
          "the fusion mixes %d adapters, %s; the fuse block has %d"
              .formatted(named.size(), Origin.printable(named.toString()), children));
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
  }

  private static int children(SetupSpec setup) {
    return setup
        .nodes()
        .filter(SetupSpec.Fuse.class::isInstance)
        .mapToInt(block -> block.children().size())
        .sum();
  }

  private static GraftException refusal(String code, String message) {
    return new GraftException(ErrorCode.INVALID_SPEC, new Fault(POINTER, code, message));
  }

  /**
   * Adds a fault for each place that has a fusion's tensors or the adapters that it mixes, and not
   * both.
   *
   * @param tensors names of the fusion's tensors
   * @param prefix of the base model in them
   * @param occupied published paths of the places where the adapters sit
   */
  public static void requirePlaces(
      Collection<String> tensors, String prefix, Collection<String> occupied, FileFaults faults) {
    Set<String> mixed =
        tensors.stream()
            .map(FUSION::matcher)
            .filter(Matcher::matches)
            .map(found -> found.group(1))
            .map(path -> path.startsWith(prefix) ? path.substring(prefix.length()) : path)
            .collect(Collectors.toCollection(TreeSet::new));
    mixed.stream()
        .filter(path -> !occupied.contains(path))
        .forEach(path ->
            faults.add(
                "wrong_place",
                "the fusion mixes at %s, where none of the adapters of its setup sits"
                    .formatted(Origin.printable(path))));
    new TreeSet<>(occupied)
        .stream()
            .filter(path -> !mixed.contains(path))
            .forEach(path ->
                faults.add(
                    "wrong_place",
                    "the adapters of the setup sit at %s, where the fusion has no tensors"
                        .formatted(path)));
  }
}
