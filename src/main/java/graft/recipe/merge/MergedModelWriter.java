package graft.recipe.merge;

import graft.format.AtomicFile;
import graft.format.DType;
import graft.format.Tensors;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.ModelCard;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.MergedModel;
import graft.format.model.ModelDirectory;
import graft.format.tokenizer.ChatTemplates;
import graft.model.BaseModel;
import graft.model.DecoderInfo;
import graft.recipe.AdapterSource;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.AdapterManifest;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.TaskSpec;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a base model with an adapter folded into it as a ZIP of a model directory, one tensor
 * after the other.
 */
public final class MergedModelWriter {
  private final AdapterSource source;
  private final DType folded;

  /**
   * @param folded the type of the tensors that the adapter changes, F32 or BF16; the others stay as
   *     they are
   */
  public MergedModelWriter(AdapterSource source, DType folded) {
    this.source = source;
    this.folded = folded;
  }

  /**
   * Writes the ZIP, which appears when it is complete.
   *
   * @throws GraftException {@link ErrorCode#NOT_MERGEABLE} with the first site that cannot
   */
  public void write(BaseModel model, Path file) {
    ModelDirectory directory = ModelDirectory.open(source.model().directory());
    AdapterManifest manifest = AdapterFiles.manifest(source.directory());
    try (Tensors base = directory.weights();
        Arena arena = Arena.ofShared();
        AdaptedModel adapted = AdaptedModel.open(model, source)) {
      SavedAdapter saved = AdapterHub.read(source.directory(), arena);
      MergedModel merged =
          new MergedModel(
              directory,
              base.asMap(),
              MergedTensors.of(adapted, base, folded),
              model.architecture().prefix(),
              model.architecture().adapterClass(),
              manifest.task(),
              saved.head(),
              ChatTemplates.beside(source.directory()),
              model.info().decoder().map(DecoderInfo::outputScale).orElse(1.0));
      AtomicFile.write(file, merged.bundle(card(manifest))::zipTo);
    }
  }

  private ModelCard card(AdapterManifest manifest) {
    List<String> labels = manifest.task().map(TaskSpec::labels).orElse(List.of());
    return new ModelCard(
        source.model().name() + " with " + source.id(),
        source.model().name(),
        manifest.adapter().method(),
        manifest.task().map(task -> task.type().name().toLowerCase(Locale.ROOT)),
        labels,
        Map.of());
  }
}
