package graft.recipe.saved;

import graft.adapter.PublishedNames;
import graft.format.FileFaults;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.SavedPart;
import graft.format.convert.head.NativeForm;
import graft.head.Head;
import graft.model.BaseModel;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/**
 * The head beside an adapter on disk, {@code head_config.json} and {@value #WEIGHTS}: a flexible
 * one under the adapter's name, or in the form of the native task class that it came from.
 */
public final class HeadFiles {
  public static final String WEIGHTS = "model_head.safetensors";
  private static final String CONFIG = "head_config.json";

  private final BaseModel model;
  private final PublishedIdentity signature;

  public HeadFiles(BaseModel model, PublishedIdentity signature) {
    this.model = model;
    this.signature = signature;
  }

  /** Writes them. */
  public void write(Path directory, Head head, List<String> labels) {
    AdapterConfigFile envelope =
        AdapterConfigFile.of(
            signature.name(),
            head.config(labels),
            model.architecture().modelType(),
            model.architecture().adapterClass(),
            signature.modelName(),
            model.info().hiddenSize());
    SavedPart flexible =
        new SavedPart(envelope, WrittenFiles.tensors(head.parameters(), head.tied(), names()));
    SavedPart kept =
        signature
            .headClass()
            .flatMap(
                modelClass -> NativeForm.of(flexible, modelClass, model.architecture().prefix()))
            .orElse(flexible);
    WrittenFiles.writeTensors(directory.resolve(WEIGHTS), kept.tensors().values());
    WrittenFiles.writeJson(directory.resolve(CONFIG), kept.envelope().json());
  }

  /** Fills a head with the saved tensors, if there are any. */
  public void fill(Path directory, Head head, FileFaults faults) {
    try (Arena arena = Arena.ofShared()) {
      AdapterHub.readHead(directory, arena)
          .ifPresent(saved ->
              new SavedTensors(names(), faults)
                  .fill(
                      NativeForm.flexible(saved, signature.name(), model.architecture().prefix()),
                      head.parameters(),
                      head.tied().keySet()));
    }
  }

  private PublishedNames names() {
    return PublishedNames.of(model.architecture(), signature.name());
  }
}
