package graft.recipe.transfer;

import graft.adapter.PublishedNames;
import graft.format.FileContext;
import graft.format.FileFaults;
import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.AdapterLayout;
import graft.format.adapter.AdapterNames;
import graft.format.adapter.ModuleNames;
import graft.format.adapter.Peft;
import graft.format.adapter.PeftTask;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.convert.TargetModel;
import graft.format.convert.adapterhub.DeadAttributes;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.format.convert.head.NativeForm;
import graft.format.convert.head.PublishedHead;
import graft.format.convert.head.TrainedInverse;
import graft.format.convert.peft.PeftImport;
import graft.format.model.ModelDirectory;
import graft.model.BaseModel;
import graft.model.DecoderInfo;
import graft.recipe.ImportSpec;
import graft.recipe.Imported;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdaptedModel.Surroundings;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.AdapterManifest;
import graft.recipe.saved.CheckpointTask;
import graft.recipe.saved.FusionSites;
import graft.recipe.saved.GivenLabels;
import graft.recipe.saved.ImportedSetup;
import graft.recipe.saved.JobSignature;
import graft.recipe.saved.PublishedIdentity;
import graft.recipe.saved.SavedTensors;
import graft.recipe.saved.TemplateFile;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads an adapter that another library saved, and writes it as one of the house. Whatever the
 * files lack or have too much is told at once.
 */
public final class AdapterImport {
  private final ImportSpec spec;
  private final Path headFiles;
  private final Path output;

  /**
   * @param headFiles the directory that the head lies in
   * @param output an empty directory
   */
  public AdapterImport(ImportSpec spec, Path headFiles, Path output) {
    this.spec = spec;
    this.headFiles = headFiles;
    this.output = output;
  }

  /**
   * @throws GraftException {@code INVALID_ADAPTER} or {@code FORMAT_NOT_SUPPORTED} with every
   *     fault; {@code INVALID_SPEC} if it does not fit into its setup
   */
  public Imported on(BaseModel model) {
    try (Arena arena = Arena.ofShared()) {
      return write(read(model, arena), model);
    }
  }

  /** Refuses what can be seen to be wrong without the adapters of the setup. */
  void check(BaseModel model) {
    try (Arena arena = Arena.ofShared()) {
      var _ = read(model, arena);
    }
  }

  /**
   * What the files hold.
   *
   * @param name of adapter and head from now on
   */
  private record Found(
      SavedAdapter saved,
      AdapterLayout layout,
      String name,
      AdapterConfig config,
      Optional<PublishedHead> head,
      Optional<TaskSpec> task) {
    AdapterConfigFile said() {
      return saved.adapter().envelope();
    }
  }

  private Found read(BaseModel base, Arena arena) {
    AdapterLayout layout = AdapterLayout.of(spec.files());
    SavedAdapter saved = read(layout, base, arena);
    AdapterConfigFile said = saved.adapter().envelope();
    requireFit(said, saved.adapter().isFusion() ? "adapter_fusion_config" : "adapter_config", base);
    AdapterConfig config = PublishedConfig.read(saved.adapter());
    String name = ModuleNames.legal(said.name());
    ModelDirectory directory = ModelDirectory.open(spec.model().directory());
    Optional<PublishedHead> head =
        saved
            .head()
            .map(part -> PublishedHead.of(part, name, base.architecture().prefix(), directory));
    Optional<TaskSpec> task =
        head.map(PublishedHead::task)
            .map(found -> layout == AdapterLayout.PEFT ? asSaid(found) : found)
            .or(() -> CheckpointTask.of(said, base))
            .map(found -> TrainedInverse.of(found, said, config));
    TemplateFile.Arrived template = TemplateFile.read(spec.files(), spec.model().directory());
    return new Found(
        saved.noting(template.notices()),
        layout,
        name,
        config,
        head,
        GivenLabels.named(task, spec.labels()).map(template::in));
  }

  private TaskSpec asSaid(TaskSpec found) {
    return PeftTask.read(spec.files()).map(said -> GivenLabels.said(found, said)).orElse(found);
  }

  private SavedAdapter read(AdapterLayout layout, BaseModel base, Arena arena) {
    Set<String> linears =
        base.sites().linear().stream()
            .map(site -> site.id().modulePath())
            .collect(Collectors.toSet());
    return switch (layout) {
      case ADAPTER_HUB ->
          DeadAttributes.without(AdapterHub.read(spec.files(), arena))
              .withHead(AdapterHub.readHead(headFiles, arena));
      case PEFT ->
          PeftImport.of(
              Peft.read(spec.files(), arena),
              new TargetModel(
                  base.architecture(),
                  base.architecture().adapterClass(),
                  spec.model().name(),
                  base.info().hiddenSize(),
                  base.sites().attention().getFirst().keyWidth(),
                  base.sites().layers(),
                  base.info().decoder().map(DecoderInfo::layers).orElse(0),
                  linears),
              ModuleNames.legal(spec.name()));
    };
  }

  /** What a file says of its base model must be true of this one; files may say nothing. */
  private static void requireFit(AdapterConfigFile said, String file, BaseModel model) {
    FileFaults faults = new FileFaults();
    if (!said.modelType().isEmpty() && !said.modelType().equals(model.architecture().modelType())) {
      faults.add(
          "wrong_model",
          "%s.json: model_type is %s, the base model's is %s"
              .formatted(
                  file, FileContext.printable(said.modelType()), model.architecture().modelType()));
    }
    said.hiddenSize()
        .filter(size -> size != model.info().hiddenSize())
        .ifPresent(size ->
            faults.add(
                "wrong_model",
                "%s.json: hidden_size is %d, the base model's is %d"
                    .formatted(file, size, model.info().hiddenSize())));
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  private Imported write(Found found, BaseModel model) {
    AdapterConfig config = found.config();
    SetupSpec setup = ImportedSetup.of(config, found.said().adapterNames(), spec.setup());
    try (AdaptedModel adapted = create(model, found, setup)) {
      fill(adapted, found);
      AdapterManifest manifest =
          new AdapterManifest(
              config,
              setup,
              adapted.adapter().setup().paths(),
              found.task(),
              adapted.maxLength(),
              origin(found));
      TemplateFile.write(output, manifest.task(), spec.model().directory());
      return new Imported(
          spec.id(),
          output,
          found.name(),
          config,
          found.task(),
          setup,
          AdapterFiles.write(output, adapted, manifest, signature(found, setup)),
          notices(found));
    }
  }

  private List<String> notices(Found found) {
    return Stream.of(
            found.saved().notices().stream(),
            found.task().stream()
                .flatMap(task -> TrainedInverse.notices(task, found.config()).stream()),
            choices(found).stream())
        .flatMap(notices -> notices)
        .toList();
  }

  private Optional<String> choices(Found found) {
    boolean isNative =
        found.saved().head().map(SavedPart::envelope).filter(NativeForm::isOf).isPresent();
    return found
        .task()
        .filter(task -> task.type() == TaskType.MULTIPLE_CHOICE && isNative)
        .filter(_ -> spec.labels().isEmpty())
        .map(task ->
            "the files do not say how many choices there are: %d are taken; the form's labels say another number"
                .formatted(task.labels().size()));
  }

  private static void fill(AdaptedModel adapted, Found found) {
    BaseModel model = adapted.model();
    FileFaults faults = new FileFaults();
    SavedTensors tensors =
        new SavedTensors(PublishedNames.of(model.architecture(), found.name()), faults);
    Map<String, Tensor> own = found.saved().adapter().named(found.name()).tensors();
    if (found.config().isFusion()) {
      own =
          new FusionSites(model.architecture().prefix(), adapted.adapter().setup().paths())
              .mixing(own, faults);
      faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
    }
    tensors.fill(
        AdapterNames.withPrefix(own, model.architecture().prefix()),
        adapted.adapter().parameters(),
        Set.of());
    found
        .head()
        .ifPresent(part ->
            tensors.fill(
                part.tensors(), adapted.head().parameters(), adapted.head().tied().keySet()));
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  private PublishedIdentity signature(Found found, SetupSpec setup) {
    return new PublishedIdentity(
        found.name(),
        spec.model().name(),
        PublishedIdentity.headClass(found.saved().head().map(SavedPart::envelope)),
        JobSignature.fused(found.config(), setup, spec.companions()));
  }

  /** Only a fusion is made for what is beside it. */
  private AdaptedModel create(BaseModel model, Found found, SetupSpec setup) {
    return found.config().isFusion()
        ? AdaptedModel.unfilled(
            model, found.config(), found.task(), new Surroundings(setup, spec.companions()))
        : create(model, found.config(), found.task());
  }

  /** What is wrong with a configuration here is wrong with the file that it came from. */
  private static AdaptedModel create(
      BaseModel model, AdapterConfig config, Optional<TaskSpec> task) {
    try {
      return AdaptedModel.unfilled(model, config, task, Surroundings.NONE);
    } catch (GraftException refused) {
      List<Fault> faults =
          refused.faults().isEmpty()
              ? List.of(new Fault("/file", "invalid_config", String.valueOf(refused.getMessage())))
              : refused.faults();
      throw new GraftException(ErrorCode.INVALID_ADAPTER, faults);
    }
  }

  private Map<String, Object> origin(Found found) {
    AdapterConfigFile said = found.said();
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("imported_from", found.layout().name().toLowerCase(Locale.ROOT));
    origin.put("name", said.name().orElse(""));
    origin.put("model_name", said.modelName());
    origin.put("version", said.version().orElse(""));
    origin.put("model", Map.of("name", spec.model().name(), "sha256", spec.model().sha256()));
    return origin;
  }
}
