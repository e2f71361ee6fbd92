package graft.dispatch;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterUpload;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.NewAdapter;
import graft.catalog.model.BaseModels;
import graft.inference.ArtifactLocator;
import graft.inference.DeviceExecutor;
import graft.inference.SetupAdapters;
import graft.recipe.AdapterSource;
import graft.recipe.ImportSpec;
import graft.recipe.Imported;
import graft.recipe.Recipes;
import graft.spec.AdapterId;
import graft.spec.IdSource;
import graft.spec.Owner;
import graft.spec.job.JobRequest;
import graft.spec.job.SetupSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes adapters in that were trained elsewhere. */
@Service
public class AdapterImports {
  private final Adapters adapters;
  private final BaseModels models;
  private final ArtifactLocator sources;
  private final SetupAdapters setups;
  private final Recipes recipes;
  private final DeviceExecutor tasks;
  private final IdSource ids;
  private final TransactionTemplate transaction;

  public AdapterImports(
      Adapters adapters,
      BaseModels models,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      IdSource ids,
      TransactionTemplate transaction) {
    this.adapters = adapters;
    this.models = models;
    this.sources = sources;
    this.setups = new SetupAdapters(adapters, sources);
    this.recipes = recipes;
    this.tasks = tasks;
    this.ids = ids;
    this.transaction = transaction;
  }

  /**
   * What a sender says of the files.
   *
   * @param model name of the base model
   * @param name the part of the adapter's name that its sender chose
   * @param labels names for the classes of its head; none where the files say them
   * @param setup in which it was trained, itself as {@link SetupSpec#NEW}
   */
  public record Request(
      String model, Optional<String> name, List<String> labels, Optional<SetupSpec> setup) {
    public Request {
      labels = List.copyOf(labels);
    }
  }

  /**
   * Checks what was received against its base model, and keeps it as an adapter like any other. Of
   * a whole setup every adapter is kept, and the one returned that the others were on for.
   *
   * @throws graft.spec.GraftException {@code UNKNOWN_BASE_MODEL}; {@code INVALID_ADAPTER}, {@code
   *     FORMAT_NOT_SUPPORTED} or {@code INVALID_SPEC} with every fault; {@code BUSY}. Nothing is
   *     kept then.
   */
  public AdapterEntry keep(Owner owner, AdapterUpload upload, Request request) {
    ImportSpec spec = spec(owner, upload, request);
    Path output = upload.output();
    List<Imported> all =
        tasks.call(
            request.model(), device -> recipes.importAdapter(spec, this::nextId, output, device));
    all.forEach(imported -> adapters.stage(owner, imported.id(), imported.directory()));
    return transaction.execute(_ -> {
      models.hold(request.model());
      spec.companions().values().forEach(companion -> adapters.hold(owner, companion.id()));
      return all.stream()
          .map(imported -> keep(owner, imported, upload, request))
          .reduce((_, last) -> last)
          .orElseThrow();
    });
  }

  private ImportSpec spec(Owner owner, AdapterUpload upload, Request request) {
    Map<String, AdapterSource> companions =
        request.setup().map(setup -> setups.beside(owner, setup, request.model())).orElse(Map.of());
    return new ImportSpec(
        upload.files(),
        upload.id(),
        sources.model(request.model()),
        request.name(),
        request.labels(),
        request.setup(),
        companions);
  }

  private AdapterId nextId() {
    return new AdapterId(AdapterId.PREFIX + ids.next());
  }

  private AdapterEntry keep(Owner owner, Imported imported, AdapterUpload upload, Request request) {
    // A setup's other adapters go by what their files call them.
    Optional<String> suffix =
        imported.id().equals(upload.id())
            ? request.name()
            : Optional.of(imported.name()).filter(JobRequest::isSuffix);
    return adapters.keep(
        owner,
        new NewAdapter(
                imported.id(),
                request.model(),
                suffix,
                imported.config(),
                imported.task(),
                imported.setup(),
                imported.facts().trainableParameters(),
                imported.facts().headParameters(),
                imported.facts().bytes(),
                imported.facts().sha256(),
                Map.of(),
                Optional.empty(),
                Optional.empty())
            .remarked(imported.notices()),
        imported.directory());
  }
}
