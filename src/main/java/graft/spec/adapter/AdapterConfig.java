package graft.spec.adapter;

import graft.spec.Codec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an adapter is: a method with its attributes. */
public sealed interface AdapterConfig permits BottleneckConfig, LoraConfig {
  /** The method's name as users know it: {@code bottleneck}, {@code lora}, {@code ia3} … */
  String method();

  /**
   * The reference library's {@code architecture} value; null for bottleneck adapters, whose files
   * lack the key.
   */
  @Nullable String architecture();

  /**
   * The configuration as the reference library writes it: every attribute, {@code architecture}
   * first where there is one.
   */
  default Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    if (architecture() != null) {
      json.put("architecture", architecture());
    }
    json.putAll(Codec.write((Record) this));
    return json;
  }
}
