package graft.recipe.transfer;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.model.BaseModel;
import graft.recipe.AdapterFacts;
import graft.recipe.AdapterSource;
import graft.recipe.EjectReport;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.AdapterManifest;
import graft.recipe.merge.Probe;
import graft.recipe.saved.PublishedIdentity;
import graft.recipe.saved.TemplateFile;
import graft.tensor.Parameters;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a saved adapter again, its prefixes flat; the head stays as it is. */
public final class PrefixEjector {
  /** What the manifest says of the adapter before. */
  private static final String EJECTED_FROM = "ejected_from";

  private final AdapterSource source;
  private final Path output;

  public PrefixEjector(AdapterSource source, Path output) {
    this.source = source;
    this.output = output;
  }

  public EjectReport on(BaseModel model) {
    AdapterManifest before = AdapterFiles.manifest(source.directory());
    try (AdaptedModel adapted = AdaptedModel.open(model, source);
        NDManager manager = model.newManager()) {
      Adapter flat = adapted.adapter().ejected(Parameters.in(manager, 0));
      double difference = Probe.largestDifference(adapted, adapted.adapter().setup(), flat.setup());
      AdapterManifest after =
          new AdapterManifest(
              flat.config(),
              before.setup(),
              before.sites(),
              before.task(),
              before.maxLength(),
              origin(before));
      TemplateFile.write(output, after.task(), source.model().directory());
      AdapterFacts facts =
          AdapterFiles.write(
              output, adapted.with(flat), after, PublishedIdentity.of(source.directory()));
      return new EjectReport(flat.config(), facts, difference);
    }
  }

  private static Map<String, Object> origin(AdapterManifest before) {
    Map<String, Object> origin = new LinkedHashMap<>(before.origin());
    origin.put(EJECTED_FROM, before.adapter().json());
    return origin;
  }
}
