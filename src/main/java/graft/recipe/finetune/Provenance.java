package graft.recipe.finetune;

import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.spec.Codec;
import graft.tensor.Devices;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an adapter was made from, for its manifest. It comes in the same order in every process: the
 * same job gives the same bytes.
 */
final class Provenance {
  private Provenance() {}

  static Map<String, Object> of(FineTuneSpec spec, Map<String, Double> metrics) {
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("job", Codec.write(spec.job()));
    origin.put(
        "model",
        new TreeMap<>(Map.of("name", spec.model().name(), "sha256", spec.model().sha256())));
    origin.put("training_file", digest(spec.training()));
    spec.validation().ifPresent(file -> origin.put("validation_file", digest(file)));
    spec.test().ifPresent(file -> origin.put("test_file", digest(file)));
    origin.put("metrics", new TreeMap<>(metrics));
    origin.put("libtorch", Devices.engineVersion());
    return origin;
  }

  private static Map<String, Object> digest(DataSource file) {
    return new TreeMap<>(
        Map.of("id", file.id().value(), "filename", file.filename(), "sha256", file.sha256()));
  }
}
