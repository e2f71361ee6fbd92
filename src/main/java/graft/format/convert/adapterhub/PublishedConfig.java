package graft.format.convert.adapterhub;

import graft.format.FormatRefusal;
import graft.format.adapter.SavedPart;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Configurations as AdapterHub's files hold them. */
public final class PublishedConfig {
  private PublishedConfig() {}

  /**
   * Refuses a configuration that the library would read as another, or not at all.
   *
   * @param saved the adapter that has it
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED}
   */
  public static void requirePublished(AdapterConfig config, SavedPart saved) {
    config
        .beyondAdapterHub()
        .ifPresent(reason -> {
          throw FormatRefusal.of(reason);
        });
    new PublishedUnion(config.parts(), saved).require();
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
   * Reads that of an adapter or of a fusion, whose file does not say that it is one.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} with every fault
   */
  public static AdapterConfig read(SavedPart adapter) {
    Map<String, @Nullable Object> config =
        new TreeMap<>(adapter.envelope().config().orElse(Map.of()));
    if (adapter.isFusion()) {
      config.put("architecture", Presets.FUSION.architecture());
    }
    return read(config);
  }

  /** The {@code config} of a file, with every attribute that the library writes. */
  public static Map<String, @Nullable Object> of(AdapterConfig config) {
    return new TreeMap<>(config.published());
  }
}
