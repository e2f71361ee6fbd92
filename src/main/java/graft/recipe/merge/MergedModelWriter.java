package graft.recipe.merge;

import ai.djl.ndarray.NDArray;
import graft.format.AtomicFile;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.ModelCard;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.MergedModel;
import graft.format.model.ModelDirectory;
import graft.format.tokenizer.ChatTemplates;
import graft.model.BaseModel;
import graft.recipe.AdapterSource;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.AdapterManifest;
import graft.site.LinearSite;
import graft.site.NormSite;
import graft.site.Setup;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.job.TaskSpec;
import graft.tensor.HostMemory;
import graft.tensor.Scope;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a base model with an adapter folded into it as a ZIP of a model directory. */
public final class MergedModelWriter {
  private final AdapterSource source;

  public MergedModelWriter(AdapterSource source) {
    this.source = source;
  }

  /**
   * @throws GraftException {@link ErrorCode#NOT_MERGEABLE} with the first site that cannot
   */
  public void write(BaseModel model, Path file) {
    ModelDirectory directory = ModelDirectory.open(source.model().directory());
    AdapterManifest manifest = AdapterFiles.manifest(source.directory());
    try (Tensors base = directory.weights();
        Arena arena = Arena.ofShared()) {
      Map<String, Tensor> folded = folded(model, base);
      SavedAdapter saved = AdapterHub.read(source.directory(), arena);
      MergedModel merged =
          new MergedModel(
              directory,
              base.asMap(),
              folded,
              model.architecture().prefix(),
              model.architecture().adapterClass(),
              manifest.task(),
              saved.head(),
              ChatTemplates.beside(source.directory()));
      AtomicFile.write(file, merged.bundle(card(manifest))::zipTo);
    }
  }

  private Map<String, Tensor> folded(BaseModel model, Tensors base) {
    try (AdaptedModel adapted = AdaptedModel.open(model, source);
        Scope scope = new Scope()) {
      Setup setup = adapted.adapter().merged();
      Map<String, Tensor> folded = new TreeMap<>();
      for (LinearSite site : model.sites().linear()) {
        setup
            .merged(site.id())
            .ifPresent(weights -> {
              String path = model.architecture().whole(site.id().modulePath());
              NDArray stored =
                  site.layout().isTransposed()
                      ? weights.weight().transpose(1, 0)
                      : weights.weight();
              put(path + ".weight", stored, base, folded);
              put(path + ".bias", weights.bias(), base, folded);
            });
      }
      for (NormSite site : model.sites().norms()) {
        setup
            .norm(site.id())
            .map(adapter -> adapter.of(site.weights()))
            .ifPresent(weights ->
                put(
                    model.architecture().prefix() + site.id().modulePath() + ".bias",
                    weights.bias(),
                    base,
                    folded));
      }
      return folded;
    }
  }

  private static void put(
      String name, @Nullable NDArray value, Tensors base, Map<String, Tensor> folded) {
    if (value == null) {
      return;
    }
    long[] shape = value.getShape().getShape();
    requireLayout(name, shape, base);
    float[] values = HostMemory.floats(value);
    for (float number : values) {
      if (!Float.isFinite(number)) {
        throw new GraftException(
            ErrorCode.NOT_MERGEABLE,
            "the merged tensor %s is not finite: the adapter's weights or its scale are too large"
                .formatted(name));
      }
    }
    folded.put(name, Tensor.of(name, shape, values));
  }

  /** A checkpoint that keeps a projection transposed or beside others has no such tensor. */
  private static void requireLayout(String name, long[] shape, Tensors base) {
    Optional<Tensor> stored =
        base.find(name)
            .or(() -> base.names().stream().filter(name::endsWith).findFirst().flatMap(base::find));
    if (stored.isEmpty() || !Arrays.equals(stored.get().shape(), shape)) {
      throw new GraftException(
          ErrorCode.FORMAT_NOT_SUPPORTED,
          "the checkpoint has no tensor %s of shape %s to fold into"
              .formatted(name, Arrays.toString(shape)));
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
