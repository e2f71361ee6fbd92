package graft.format.convert.peft.prompt;

import graft.format.FileFaults;
import graft.format.Tensor;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.TargetModel;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.format.convert.peft.file.PeftHead;
import graft.format.convert.peft.file.PeftSettings;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.PrefixTuningConfig;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** PEFT's prefixes as flat ones of AdapterHub that shift the positions of the text. */
record PeftPrefixImport(TargetModel model, String name, PeftSettings settings) {
  private static final String BROKEN = "invalid_tensor";

  /**
   * Moves the prefixes, which PEFT saves as they are even if a network made them, and the head.
   *
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} if there is no place for a
   *     tensor; {@link ErrorCode#INVALID_ADAPTER} if the prefixes are missing or misshapen
   */
  SavedAdapter move(PeftAdapter adapter) {
    PeftPrefixes names = PeftPrefixes.of(model.modelType());
    Map<String, Tensor> modules = new TreeMap<>();
    FileFaults unsupported = new FileFaults();
    for (Tensor tensor : adapter.tensors().values()) {
      if (tensor.name().startsWith(PeftPrefixes.ROOT)) {
        String inner = tensor.name().substring(PeftPrefixes.ROOT.length());
        modules.put(inner, tensor.named(inner));
      } else if (!tensor.name().equals(PeftPrefixes.TENSOR)) {
        unsupported.add(
            "format_not_supported", "AdapterHub has no place for tensor " + tensor.name());
      }
    }
    unsupported.throwIfAny(ErrorCode.FORMAT_NOT_SUPPORTED);
    Tensor prefixes = prefixes(adapter);
    String control = names.adapterHub(name, "control_trans");
    Tensor flat = prefixes.reshaped(prefixes.elements()).named(control);
    return new SavedAdapter(
        model.part(name, config(prefixes.shape()[0]), Map.of(control, flat)),
        PeftHead.read(modules, settings, model, name));
  }

  private Tensor prefixes(PeftAdapter adapter) {
    FileFaults broken = new FileFaults();
    Tensor prefixes = adapter.tensors().get(PeftPrefixes.TENSOR);
    if (prefixes == null) {
      broken.add(BROKEN, "tensor " + PeftPrefixes.TENSOR + " is missing");
    } else {
      requireShape(prefixes, broken);
    }
    broken.throwIfAny(ErrorCode.INVALID_ADAPTER);
    return Objects.requireNonNull(prefixes);
  }

  private void requireShape(Tensor prefixes, FileFaults broken) {
    long columns = 2L * layers() * model.keyWidth();
    long[] shape = prefixes.shape();
    if (shape.length != 2 || shape[0] < 1 || shape[1] != columns) {
      broken.add(
          BROKEN,
          "tensor %s: expected a row of %d numbers for each virtual token"
              .formatted(prefixes, columns));
    } else if (settings.count("num_virtual_tokens").orElse((int) shape[0]) != shape[0]) {
      broken.add(
          BROKEN,
          "tensor %s: num_virtual_tokens is %d"
              .formatted(prefixes, settings.count("num_virtual_tokens").getAsInt()));
    }
  }

  /** Of a decoder behind an encoder its own alone. */
  private int layers() {
    return model.decoderLayers() > 0 ? model.decoderLayers() : model.layers();
  }

  private Map<String, @Nullable Object> config(long length) {
    Map<String, @Nullable Object> config =
        PublishedConfig.of(PrefixTuningConfig.DEFAULTS.flattened());
    config.put("prefix_length", Math.toIntExact(length));
    config.put("shift_positions", true);
    if (model.decoderLayers() > 0) {
      config.put("encoder_prefix", false);
      config.put("cross_prefix", false);
    }
    return config;
  }
}
