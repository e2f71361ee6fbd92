package graft.recipe.saved;

import graft.format.adapter.ModuleNames;
import graft.format.adapter.SetupNames;
import graft.recipe.AdapterSource;
import graft.recipe.FineTuneSpec;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The signature of what a job trains. */
public final class JobSignature {
  private JobSignature() {}

  /** Named by the job's suffix, else as the adapter that it goes on from, whose head it keeps. */
  public static PublishedIdentity of(FineTuneSpec spec) {
    Optional<PublishedIdentity> start =
        spec.start().map(source -> PublishedIdentity.of(source.directory()));
    return new PublishedIdentity(
        ModuleNames.legal(spec.job().suffix().or(() -> start.map(PublishedIdentity::name))),
        spec.model().name(),
        start.flatMap(PublishedIdentity::headClass),
        fused(spec.job().adapter(), spec.job().setup(), spec.adapters()));
  }

  /** What a fusion's file calls the adapters that it mixes. */
  public static List<String> fused(
      AdapterConfig config, SetupSpec setup, Map<String, AdapterSource> companions) {
    return config.isFusion()
        ? SetupNames.of(setup, leaf -> directory(companions, leaf)).fused(setup)
        : List.of();
  }

  private static Path directory(Map<String, AdapterSource> companions, String leaf) {
    return Objects.requireNonNull(companions.get(leaf), leaf).directory();
  }
}
