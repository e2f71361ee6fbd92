package graft.format.convert.adapterhub;

import graft.format.FormatRefusal;
import graft.format.adapter.SavedPart;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.MtlLoraConfig;
import graft.spec.adapter.PeftConfig;
import graft.spec.adapter.PrefixTuningConfig;
import graft.spec.adapter.PromptTuningConfig;
import graft.spec.adapter.ReftConfig;
import graft.spec.adapter.UnionConfig;
import graft.spec.adapter.attribute.SwitchedOff;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Configurations as AdapterHub's files hold them: those of the house, and attributes of the library
 * that the house has no use for, which must then say that they are off.
 */
public final class PublishedConfig {
  /** Our own attribute of prefixes, which a file has only where it says something. */
  private static final String SHIFT = "shift_positions";

  /** Methods whose files have the attributes of LoRA. */
  private static final Set<Object> LORAS = Set.of("lora", MtlLoraConfig.ARCHITECTURE);

  private PublishedConfig() {}

  /**
   * Refuses a configuration that the library would read as another, or not at all.
   *
   * @param saved the adapter that has it
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED}
   */
  public static void requirePublished(AdapterConfig config, SavedPart saved) {
    switch (config) {
      case PrefixTuningConfig prefixes when prefixes.shiftPositions() ->
          throw FormatRefusal.of(
              "shift_positions is true: AdapterHub's prefixes do not shift the positions of the"
                  + " text");
      case PeftConfig _ ->
          throw FormatRefusal.of(
              "AdapterHub has no configuration that says the same as %s; PEFT's format has"
                  .formatted(config.method()));
      case UnionConfig union -> {
        union.configs().forEach(part -> requirePublished(part, saved));
        new PublishedUnion(union.configs(), saved).require();
      }
      case ReftConfig _,
          BottleneckConfig _,
          LoraConfig _,
          MtlLoraConfig _,
          PrefixTuningConfig _,
          PromptTuningConfig _,
          FusionConfig _ -> {}
    }
  }

  /**
   * Reads the {@code config} of a file.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} with every fault
   */
  public static AdapterConfig read(Map<String, @Nullable Object> config) {
    try {
      return AdapterConfig.read(config);
    } catch (GraftException refused) {
      throw new GraftException(ErrorCode.INVALID_ADAPTER, refused.faults());
    }
  }

  /**
   * Reads the {@code config} of a fusion's file, which does not say that it is one.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} with every fault
   */
  public static AdapterConfig readFusion(Map<String, @Nullable Object> config) {
    Map<String, @Nullable Object> ours = new TreeMap<>(config);
    ours.put("architecture", FusionConfig.ARCHITECTURE);
    return read(ours);
  }

  /** The {@code config} of a file, with every attribute that the library writes. */
  public static Map<String, @Nullable Object> of(AdapterConfig config) {
    return withOff(config.json());
  }

  private static Map<String, @Nullable Object> withOff(Map<?, ?> config) {
    Map<String, @Nullable Object> file = new TreeMap<>();
    config.forEach((key, value) -> file.put(key.toString(), value));
    file.remove(SHIFT, false);
    if (ReftConfig.ARCHITECTURE.equals(file.get("architecture"))) {
      file.put("output_reft", true);
      file.put("dtype", null);
      // The library has no such attribute where it is on.
      file.remove("subtract_projection", true);
    }
    if (file.get("architecture") instanceof String name && LORAS.contains(name)) {
      file.putAll(SwitchedOff.ATTRIBUTES);
    }
    if (file.get("configs") instanceof List<?> parts) {
      file.put(
          "configs",
          parts.stream().map(part -> part instanceof Map<?, ?> m ? withOff(m) : part).toList());
    }
    return file;
  }
}
