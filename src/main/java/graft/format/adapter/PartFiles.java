package graft.format.adapter;

import graft.format.FileContext;
import graft.format.Json;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.torch.TorchArchive;
import graft.format.torch.TorchArchiveWriter;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of a configuration file and of the two kinds of weight files that go with it. */
record PartFiles(String config, String safetensors, String torch) {
  static final PartFiles ADAPTER =
      new PartFiles("adapter_config.json", "adapter.safetensors", "pytorch_adapter.bin");
  static final PartFiles FUSION =
      new PartFiles(
          "adapter_fusion_config.json",
          "model_adapter_fusion.safetensors",
          "pytorch_model_adapter_fusion.bin");
  static final PartFiles HEAD =
      new PartFiles("head_config.json", "model_head.safetensors", "pytorch_model_head.bin");
  static final PartFiles PEFT =
      new PartFiles("adapter_config.json", "adapter_model.safetensors", "adapter_model.bin");

  private static final long JSON_LIMIT = 16L << 20;
  private static final Map<String, String> METADATA = Map.of("format", "pt");

  boolean areIn(Path directory) {
    return Files.isRegularFile(directory.resolve(config));
  }

  /** Those of the files that a directory has. */
  List<String> arePartlyIn(Path directory) {
    return names().stream().filter(name -> Files.isRegularFile(directory.resolve(name))).toList();
  }

  List<String> names() {
    return List.of(config, safetensors, torch);
  }

  Map<String, @Nullable Object> readConfig(Path directory, FileContext origin) {
    origin.require(areIn(directory), "has no " + config);
    return Json.readObject(directory.resolve(config), origin.with(config), JSON_LIMIT);
  }

  /** Reads the weights into {@code arena}: safetensors first. */
  Map<String, Tensor> readTensors(Path directory, FileContext origin, Arena arena) {
    if (Files.isRegularFile(directory.resolve(safetensors))) {
      return Safetensors.map(directory.resolve(safetensors), origin.with(safetensors), arena);
    }
    if (Files.isRegularFile(directory.resolve(torch))) {
      return TorchArchive.read(directory.resolve(torch), origin.with(torch), arena);
    }
    throw origin.fault("has " + config + " but neither " + safetensors + " nor " + torch);
  }

  FileSet.Entry configEntry(Map<String, @Nullable Object> json) {
    return FileSet.Entry.bytes(config, Json.sorted(json));
  }

  FileSet.Entry safetensorsEntry(Collection<Tensor> tensors) {
    return new FileSet.Entry(
        safetensors, out -> SafetensorsWriter.write(out, List.copyOf(tensors), METADATA));
  }

  FileSet.Entry torchEntry(Collection<Tensor> tensors) {
    return new FileSet.Entry(torch, out -> TorchArchiveWriter.write(out, List.copyOf(tensors)));
  }
}
