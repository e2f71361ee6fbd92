package graft.head;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The parts of a head's configuration that several heads share. */
final class HeadConfig {
  private HeadConfig() {}

  /** Type, size and labels. */
  static Map<String, @Nullable Object> of(String type, HeadShape shape, List<String> labels) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("head_type", type);
    config.put("num_labels", shape.outputs());
    config.put("layers", shape.layers());
    config.put("activation_function", shape.activation().json());
    config.put("label2id", indices(labels.isEmpty() ? unnamed(shape.outputs()) : labels));
    config.put("dropout_prob", null);
    return config;
  }

  /** The reference's names for classes without one. */
  private static List<String> unnamed(int outputs) {
    return IntStream.range(0, outputs).mapToObj(i -> "LABEL_" + i).toList();
  }

  private static Map<String, Integer> indices(List<String> labels) {
    Map<String, Integer> indices = new LinkedHashMap<>();
    labels.forEach(label -> indices.put(label, indices.size()));
    return indices;
  }
}
