package graft.inference;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterState;
import graft.catalog.adapter.Adapters;
import graft.catalog.file.DataFile;
import graft.catalog.file.DataFiles;
import graft.catalog.model.BaseModelEntry;
import graft.catalog.model.BaseModels;
import graft.catalog.storage.Blobs;
import graft.recipe.AdapterSource;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.ModelSource;
import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.Owner;
import graft.spec.job.JobSpec;
import graft.spec.job.SetupSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What the catalog holds, as recipes read it. */
@Component
public class ArtifactLocator {
  private final BaseModels models;
  private final DataFiles files;
  private final Adapters adapters;
  private final Blobs blobs;

  public ArtifactLocator(BaseModels models, DataFiles files, Adapters adapters, Blobs blobs) {
    this.models = models;
    this.files = files;
    this.adapters = adapters;
    this.blobs = blobs;
  }

  /**
   * A job with everything that it refers to.
   *
   * @throws graft.spec.GraftException if something is not there any more
   */
  public FineTuneSpec of(Owner owner, JobSpec job) {
    Map<String, AdapterSource> named = new HashMap<>();
    named(job).forEach(id -> named.put(id.value(), adapter(adapters.get(owner, id))));
    return new FineTuneSpec(
        job,
        model(job.model()),
        data(owner, job.trainingFile()),
        job.validationFile().map(id -> data(owner, id)),
        job.testFile().map(id -> data(owner, id)),
        named);
  }

  /** The adapters that a job starts from or trains beside. */
  public static Stream<AdapterId> named(JobSpec job) {
    return Stream.concat(job.startFrom().stream(), others(job.setup()).map(AdapterId::new))
        .distinct();
  }

  /** The adapters that a setup names beside the one in training, by id. */
  public Map<String, AdapterSource> beside(Owner owner, SetupSpec setup) {
    return others(setup)
        .distinct()
        .collect(
            Collectors.toMap(
                Function.identity(), leaf -> adapter(adapters.get(owner, new AdapterId(leaf)))));
  }

  /** Every adapter that a setup of trained ones names, by id. */
  Map<String, AdapterSource> all(Owner owner, SetupSpec setup) {
    return setup.equals(SetupSpec.NONE) ? Map.of() : beside(owner, setup);
  }

  /** What a setup names beside the adapter in training. */
  public static Stream<String> others(SetupSpec setup) {
    return setup.leaves().filter(leaf -> !leaf.equals(SetupSpec.NEW));
  }

  public ModelSource model(String name) {
    BaseModelEntry.Usable model = models.usable(name);
    return new ModelSource(model.name(), models.onDisk(model), model.sha256());
  }

  public AdapterSource adapter(AdapterEntry entry) {
    return new AdapterSource(
        entry.id(),
        blobs.onDisk(entry.directory()),
        model(entry.model()),
        entry.state() == AdapterState.MERGED);
  }

  public DataSource data(Owner owner, FileId id) {
    DataFile file = files.get(owner, id);
    return new DataSource(
        file.id(),
        blobs.onDisk(file.path()),
        file.filename(),
        file.sha256(),
        Optional.of(file.profile()));
  }
}
