package graft.api.adapter;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.WeightsFormat;

/** File names of downloads: the adapter's name, then what kind of file it is. */
final class DownloadName {
  private DownloadName() {}

  static String of(AdapterEntry adapter, WeightsFormat format) {
    return switch (format) {
      case SAFETENSORS -> of(adapter, ".safetensors");
      case ADAPTERHUB, PEFT, ADAPTERHUB_SETUP ->
          of(adapter, "-" + format.wireName().replace('_', '-') + "." + format.ending());
    };
  }

  /** {@code ft:org/base:local:spam:1a2b3c4d} as a file: {@code org-base-local-spam-1a2b3c4d}. */
  static String of(AdapterEntry adapter, String ending) {
    return adapter.name().replaceFirst("^ft:", "").replaceAll("[/\\\\:\\s]+", "-") + ending;
  }
}
