package graft.job.provenance;

import graft.spec.JobId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the bytes of a job depend on, beside its spec.
 *
 * @param inputs SHA-256 of what it reads, lower-case hexadecimal, by what it is to the job: {@code
 *     model}, {@code training_file}, an adapter's id; empty for a job from before these were kept
 * @param versions of what computed it last, by name; empty before it began
 * @param adapterSha256 digest of the tensors that it made; empty until it has succeeded
 * @param repeat the job that it repeats
 */
public record Provenance(
    Map<String, String> inputs,
    Map<String, String> versions,
    Optional<String> adapterSha256,
    Optional<Repeat> repeat) {
  /**
   * A job that is run again.
   *
   * @param sha256 digest of the tensors that it made
   */
  public record Repeat(JobId of, String sha256) {}

  public Provenance {
    inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
  }

  /** Whether a repeated job made the same bytes again; empty until it has, or has not. */
  public Optional<Boolean> isSame() {
    return repeat.flatMap(again -> adapterSha256.map(again.sha256()::equals));
  }
}
