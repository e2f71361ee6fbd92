package graft.export;

import graft.spec.Codec;
import graft.spec.job.JobSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A job's settings as parameters of MLflow: names with dots, values as text. */
final class Parameters {
  /** What every version of MLflow takes. */
  private static final int LONGEST_KEY = 250;

  private static final int LONGEST_VALUE = 500;
  private static final String OTHERS = "[^\\w ./-]";

  private Parameters() {}

  /** Pairs of {@code key} and {@code value}, by key; what is not set is left out. */
  static List<Map<String, String>> of(JobSpec spec) {
    Map<String, String> flat = new TreeMap<>();
    flatten("", Codec.write(spec), flat);
    return flat.entrySet().stream()
        .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue()))
        .toList();
  }

  private static void flatten(String name, @Nullable Object value, Map<String, String> flat) {
    switch (value) {
      case null -> {}
      case Map<?, ?> object ->
          object.forEach((key, part) ->
              flatten(name.isEmpty() ? key.toString() : name + "." + key, part, flat));
      default ->
          flat.put(
              cut(name.replaceAll(OTHERS, "_"), LONGEST_KEY), cut(value.toString(), LONGEST_VALUE));
    }
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
