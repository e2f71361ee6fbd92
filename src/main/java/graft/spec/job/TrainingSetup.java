package graft.spec.job;

import graft.spec.Faults;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;

/** What a job may train, by its setup: one new adapter among frozen ones, or a fusion of these. */
public final class TrainingSetup {
  private static final String POINTER = "/setup";

  private TrainingSetup() {}

  /** Whether the fusion of a {@code fuse} block is trained, and no adapter beside it. */
  public static boolean trainsFusion(SetupSpec setup) {
    return fusions(setup) == 1 && newOnes(setup) == 0;
  }

  /** What is trained: with a fuse block, and nothing else asked for, the default fusion. */
  public static AdapterConfig adapter(SetupSpec setup, AdapterConfig asked) {
    return trainsFusion(setup) && asked.equals(Presets.DEFAULT) ? Presets.FUSION : asked;
  }

  /**
   * Adds a fault for what a job cannot train; pointers into the request.
   *
   * @param source where the request has the adapter from: {@code /adapter}
   */
  public static void check(SetupSpec setup, AdapterConfig asked, String source, Faults faults) {
    boolean isFusion = adapter(setup, asked).isFusion();
    if (newOnes(setup) + fusions(setup) != 1) {
      faults.add(
          POINTER,
          "unsupported_setup",
          "a setup trains either $new, named once, or one fuse block of trained adapters: found $new %d times and %d fuse blocks"
              .formatted(newOnes(setup), fusions(setup)));
    } else if (isFusion != trainsFusion(setup)) {
      faults.add(
          source,
          "unsupported_setup",
          isFusion
              ? "a fusion is trained with a setup that has a fuse block"
              : "with a fuse block the adapter must be a fusion, not " + asked.method());
    }
    if (setup.nodes().anyMatch(TrainingSetup::answersApart)) {
      faults.add(
          POINTER,
          "unsupported_setup",
          "parallel and batch_split are for predictions: a job trains one head");
    }
  }

  private static long newOnes(SetupSpec setup) {
    return setup.leaves().filter(SetupSpec.NEW::equals).count();
  }

  private static long fusions(SetupSpec setup) {
    return setup.nodes().filter(SetupSpec.Fuse.class::isInstance).count();
  }

  private static boolean answersApart(SetupSpec node) {
    return node instanceof SetupSpec.Parallel || node instanceof SetupSpec.BatchSplit;
  }
}
