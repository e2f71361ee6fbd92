package graft.recipe.adapted;

import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an adapter was made, so that it can be made again.
 *
 * @param setup which adapters were on in training, this one as {@code $new}
 * @param sites published module paths of the places that it occupies
 * @param task what its head answers; empty for an adapter without a head
 * @param maxLength tokens of a row in training, and so in prediction
 * @param origin free facts: job, seed, digests of base model and data, versions, metrics
 */
public record AdapterManifest(
    AdapterConfig adapter,
    SetupSpec setup,
    List<String> sites,
    Optional<TaskSpec> task,
    int maxLength,
    Map<String, Object> origin) {
  public AdapterManifest {
    sites = List.copyOf(sites);
  }

  /** An adapter that was trained alone, and sits wherever its configuration says. */
  public AdapterManifest(
      AdapterConfig adapter, Optional<TaskSpec> task, int maxLength, Map<String, Object> origin) {
    this(adapter, SetupSpec.ALONE, List.of(), task, maxLength, origin);
  }

  static final String FILE = "manifest.json";

  /** What the base model computed in when a job trained the adapter, as jobs call it. */
  Optional<String> precision() {
    return part(origin, "job")
        .flatMap(job -> part(job, "training"))
        .map(training -> String.valueOf(training.get("precision")));
  }

  private static Optional<Map<?, ?>> part(Map<?, ?> whole, String name) {
    return whole.get(name) instanceof Map<?, ?> part ? Optional.of(part) : Optional.empty();
  }

  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("adapter", adapter.json());
    json.put("setup", setup.json());
    json.put("sites", sites);
    json.put("task", task.map(Codec::write).orElse(null));
    json.put("max_length", maxLength);
    json.put("origin", origin);
    return json;
  }

  @SuppressWarnings("unchecked")
  static AdapterManifest read(Map<String, @Nullable Object> json) {
    Faults faults = new Faults();
    Optional<TaskSpec> task =
        json.get("task") instanceof Map<?, ?> map
            ? Codec.read(TaskSpec.class, (Map<String, Object>) map, "/task", faults)
            : Optional.empty();
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
    Object adapter = json.getOrDefault("adapter", "");
    Object setup = json.getOrDefault("setup", SetupSpec.NEW);
    List<String> sites =
        json.get("sites") instanceof List<?> paths
            ? paths.stream().map(Object::toString).toList()
            : List.of();
    int length =
        json.get("max_length") instanceof Number number
            ? number.intValue()
            : TrainingSpec.DEFAULTS.maxLength().orElse(128);
    Map<String, Object> origin =
        json.get("origin") instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    return new AdapterManifest(
        AdapterConfig.read(adapter == null ? "" : adapter),
        SetupSpec.read(setup == null ? SetupSpec.NEW : setup),
        sites,
        task,
        length,
        origin);
  }
}
