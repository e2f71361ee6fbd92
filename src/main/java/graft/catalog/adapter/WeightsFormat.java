package graft.catalog.adapter;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How an adapter's weights can be taken away. */
public enum WeightsFormat {
  /** A ZIP of the reference library's directory. */
  ADAPTERHUB("zip"),
  /** A ZIP of a directory that PEFT loads. */
  PEFT("zip"),
  /** One safetensors file with the tensors of adapter and head. */
  SAFETENSORS("safetensors"),
  /** A ZIP of the reference library's directory of everything that was on in training. */
  ADAPTERHUB_SETUP("zip");

  private final String ending;

  WeightsFormat(String ending) {
    this.ending = ending;
  }

  /** How names of files in this format end, without the dot. */
  public String ending() {
    return ending;
  }

  /** The format as clients write it: {@code adapterhub}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws GraftException {@code FORMAT_NOT_SUPPORTED}, with the formats that there are
   */
  public static WeightsFormat of(String wireName) {
    return Arrays.stream(values())
        .filter(format -> format.wireName().equals(wireName))
        .findFirst()
        .orElseThrow(() -> unsupported(wireName));
  }

  private static GraftException unsupported(String name) {
    List<String> known = Arrays.stream(values()).map(WeightsFormat::wireName).toList();
    return new GraftException(
        ErrorCode.FORMAT_NOT_SUPPORTED, "weights come as one of " + known + ", not as " + name);
  }
}
