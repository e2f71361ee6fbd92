package graft.recipe.saved;

import graft.format.FileContext;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import graft.spec.job.SetupSpec;
import graft.spec.job.TrainingSetup;
import java.util.List;
import java.util.Optional;

/** What must hold for the setup of an adapter that is imported. */
public final class ImportedSetup {
  private static final String POINTER = "/setup";

  private ImportedSetup() {}

  /**
   * The setup of an adapter: a fusion's must be told, any other may be one that is on alone.
   *
   * @param named the adapters that a fusion's file says it mixes; none where it says nothing
   * @throws GraftException {@code INVALID_SPEC} if there is none, or it does not fit
   */
  public static SetupSpec of(AdapterConfig config, List<String> named, Optional<SetupSpec> told) {
    if (!config.isFusion()) {
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
            + FileContext.printable(named.toString()));
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
    TrainingSetup.check(setup, Presets.FUSION, POINTER, faults);
    int children = children(setup);
    if (!named.isEmpty() && named.size() != children) {
      faults.add(
          POINTER,
          "out_of_range",
          "the fusion mixes %d adapters, %s; the fuse block has %d"
              .formatted(named.size(), FileContext.printable(named.toString()), children));
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
}
