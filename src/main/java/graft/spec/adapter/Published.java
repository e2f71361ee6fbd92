package graft.spec.adapter;

import graft.spec.Codec;
import graft.spec.Faults;
import graft.spec.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the files of other libraries can say of a method, and how. */
public interface Published extends JsonValue {
  /**
   * The reference library's {@code architecture} value; null for bottleneck adapters, whose files
   * lack the key.
   */
  @Nullable String architecture();

  /**
   * The configuration as the reference library writes it: every attribute, {@code architecture}
   * first where there is one; and those few that only this service has.
   */
  @Override
  default Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    if (architecture() != null) {
      json.put("architecture", architecture());
    }
    json.putAll(Codec.write((Record) this));
    return json;
  }

  /**
   * The same as it stands in AdapterHub's files: with what they must say and the house need not.
   */
  default Map<String, @Nullable Object> published() {
    return json();
  }

  /**
   * Of given attributes those that are read: files have some that say nothing here.
   *
   * @param faults gets one for each of these that is on
   */
  default Map<String, ?> readable(Map<String, ?> given, Faults faults) {
    return given;
  }

  /** Why AdapterHub's files cannot say it, or say something else; empty where they can. */
  default Optional<String> beyondAdapterHub() {
    return Optional.empty();
  }

  /** Why PEFT's files cannot say it, whatever the base model; empty where they can. */
  default Optional<String> beyondPeft() {
    return Optional.empty();
  }
}
