package graft.recipe.local;

import graft.adapter.PublishedNames;
import graft.format.FileFaults;
import graft.format.Origin;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.AdapterLayout;
import graft.format.adapter.AdapterNames;
import graft.format.adapter.Envelope;
import graft.format.adapter.Peft;
import graft.format.adapter.SavedAdapter;
import graft.format.exchange.PeftImport;
import graft.format.exchange.PublishedConfig;
import graft.format.exchange.PublishedHead;
import graft.format.exchange.TargetModel;
import graft.model.BaseModel;
import graft.model.ModelFacts;
import graft.recipe.Imported;
import graft.recipe.ModelSource;
import graft.recipe.saved.CheckpointTask;
import graft.recipe.saved.SavedTensors;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.TaskSpec;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an adapter that another library saved, and writes it as one of the house. Whatever the
 * files lack or have too much is told at once.
 */
final class AdapterImport {
  private final Path files;
  private final ModelSource source;
  private final Path output;

  /**
   * @param files a directory in AdapterHub's or PEFT's layout
   * @param output an empty directory
   */
  AdapterImport(Path files, ModelSource source, Path output) {
    this.files = files;
    this.source = source;
    this.output = output;
  }

  /**
   * @throws GraftException {@code INVALID_ADAPTER} or {@code FORMAT_NOT_SUPPORTED} with every fault
   */
  Imported on(BaseModel model) {
    try (Arena arena = Arena.ofShared()) {
      AdapterLayout layout = AdapterLayout.of(files);
      SavedAdapter saved = read(layout, model.facts(), arena);
      requireFit(saved.adapter().envelope(), model.facts());
      AdapterConfig config =
          PublishedConfig.read(saved.adapter().envelope().config().orElse(Map.of()));
      Optional<PublishedHead> head =
          saved
              .head()
              .map(part -> PublishedHead.of(part, AdapterFiles.NAME, model.facts().prefix()));
      return write(config, head, saved, layout, model);
    }
  }

  private SavedAdapter read(AdapterLayout layout, ModelFacts model, Arena arena) {
    return switch (layout) {
      case ADAPTER_HUB -> AdapterHub.read(files, arena);
      case PEFT ->
          PeftImport.of(
              Peft.read(files, arena),
              new TargetModel(
                  model.modelType(),
                  model.adapterModelClass(),
                  source.name(),
                  model.hiddenSize(),
                  model.layers()),
              AdapterFiles.NAME);
    };
  }

  /** What a file says of its base model must be true of this one; files may say nothing. */
  private static void requireFit(Envelope said, ModelFacts model) {
    FileFaults faults = new FileFaults();
    if (!said.modelType().isEmpty() && !said.modelType().equals(model.modelType())) {
      faults.add(
          "wrong_model",
          "adapter_config.json: model_type is %s, the base model's is %s"
              .formatted(Origin.printable(said.modelType()), model.modelType()));
    }
    said.hiddenSize()
        .filter(size -> size != model.hiddenSize())
        .ifPresent(size ->
            faults.add(
                "wrong_model",
                "adapter_config.json: hidden_size is %d, the base model's is %d"
                    .formatted(size, model.hiddenSize())));
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  private Imported write(
      AdapterConfig config,
      Optional<PublishedHead> head,
      SavedAdapter saved,
      AdapterLayout layout,
      BaseModel model) {
    Optional<TaskSpec> task =
        head.map(PublishedHead::task)
            .or(() -> CheckpointTask.of(saved.adapter().envelope(), model));
    try (AdaptedModel adapted = create(model, config, task)) {
      FileFaults faults = new FileFaults();
      SavedTensors tensors =
          new SavedTensors(new PublishedNames(model.facts().prefix(), AdapterFiles.NAME), faults);
      tensors.fill(
          AdapterNames.withPrefix(
              saved.adapter().named(AdapterFiles.NAME).tensors(), model.facts().prefix()),
          adapted.adapter().parameters(),
          Set.of());
      head.ifPresent(part ->
          tensors.fill(
              part.tensors(), adapted.head().parameters(), adapted.head().tied().keySet()));
      faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
      AdapterManifest manifest =
          new AdapterManifest(config, task, adapted.maxLength(), origin(saved, layout));
      return new Imported(
          config, task, AdapterFiles.write(output, adapted, manifest, source.name()));
    }
  }

  /** What is wrong with a configuration here is wrong with the file that it came from. */
  private static AdaptedModel create(
      BaseModel model, AdapterConfig config, Optional<TaskSpec> task) {
    try {
      return AdaptedModel.create(model, config, task, 0);
    } catch (GraftException refused) {
      List<Fault> faults =
          refused.faults().isEmpty()
              ? List.of(new Fault("/file", "invalid_config", String.valueOf(refused.getMessage())))
              : refused.faults();
      throw new GraftException(ErrorCode.INVALID_ADAPTER, faults);
    }
  }

  private Map<String, Object> origin(SavedAdapter saved, AdapterLayout layout) {
    Envelope said = saved.adapter().envelope();
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("imported_from", layout.name().toLowerCase(Locale.ROOT));
    origin.put("name", said.name().orElse(""));
    origin.put("model_name", said.modelName());
    origin.put("version", said.version().orElse(""));
    origin.put("model", Map.of("name", source.name(), "sha256", source.sha256()));
    return origin;
  }
}
