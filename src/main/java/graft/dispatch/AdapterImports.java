package graft.dispatch;

import graft.catalog.AdapterEntry;
import graft.catalog.AdapterUpload;
import graft.catalog.Adapters;
import graft.catalog.BaseModels;
import graft.catalog.NewAdapter;
import graft.recipe.Imported;
import graft.recipe.ModelSource;
import graft.recipe.Recipes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes adapters in that were trained elsewhere. */
@Service
public class AdapterImports {
  private final Adapters adapters;
  private final BaseModels models;
  private final Sources sources;
  private final Recipes recipes;
  private final ShortTasks tasks;
  private final TransactionTemplate transaction;

  public AdapterImports(
      Adapters adapters,
      BaseModels models,
      Sources sources,
      Recipes recipes,
      ShortTasks tasks,
      TransactionTemplate transaction) {
    this.adapters = adapters;
    this.models = models;
    this.sources = sources;
    this.recipes = recipes;
    this.tasks = tasks;
    this.transaction = transaction;
  }

  /**
   * Checks what was received against its base model, and keeps it as an adapter like any other.
   *
   * @param suffix the part of its name that its sender chose
   * @throws graft.spec.GraftException {@code UNKNOWN_BASE_MODEL}; {@code INVALID_ADAPTER} or {@code
   *     FORMAT_NOT_SUPPORTED} with every fault; {@code BUSY}. Nothing is kept then.
   */
  public AdapterEntry keep(AdapterUpload upload, String model, Optional<String> suffix) {
    ModelSource source = sources.model(model);
    Path files = upload.files();
    Path output = upload.output();
    Imported imported =
        tasks.call(model, device -> recipes.importAdapter(files, source, output, device));
    return transaction.execute(_ -> {
      models.hold(model);
      return adapters.keep(newAdapter(upload, model, suffix, imported), output);
    });
  }

  private static NewAdapter newAdapter(
      AdapterUpload upload, String model, Optional<String> suffix, Imported imported) {
    return new NewAdapter(
        upload.id(),
        model,
        suffix,
        imported.config(),
        imported.task(),
        imported.facts().trainableParameters(),
        imported.facts().bytes(),
        imported.facts().sha256(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }
}
