package graft.format.adapter;

import graft.format.FileContext;
import graft.spec.ErrorCode;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose layout an adapter directory has. */
public enum AdapterLayout {
  ADAPTER_HUB,
  PEFT;

  /**
   * Looks at what {@code adapter_config.json} says; a fusion's file is AdapterHub's by its name.
   *
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_ADAPTER} if it is missing, or
   *     neither library's, or there is a fusion beside it
   */
  public static AdapterLayout of(Path directory) {
    FileContext origin = FileContext.of(directory, ErrorCode.INVALID_ADAPTER);
    if (!PartFiles.ADAPTER.areIn(directory) && PartFiles.FUSION.areIn(directory)) {
      return ADAPTER_HUB;
    }
    origin.require(
        PartFiles.FUSION.arePartlyIn(directory).isEmpty(),
        "has an adapter and files of a fusion: " + PartFiles.FUSION.arePartlyIn(directory));
    Map<String, @Nullable Object> json = PartFiles.ADAPTER.readConfig(directory, origin);
    if (json.containsKey("peft_type")) {
      return PEFT;
    }
    if (json.containsKey("config") && json.containsKey("name")) {
      return ADAPTER_HUB;
    }
    throw origin
        .with(PartFiles.ADAPTER.config())
        .fault("has neither peft_type, as PEFT writes it, nor config and name, as AdapterHub does");
  }
}
