package graft.dispatch;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterState;
import graft.catalog.adapter.Adapters;
import graft.catalog.file.DataFile;
import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.catalog.model.BaseModelEntry;
import graft.catalog.model.BaseModels;
import graft.catalog.storage.Blobs;
import graft.inference.SetupAdapters;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.job.JobRequest;
import graft.spec.job.JobSpec;
import graft.spec.job.SetupLeaf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Looks up what a request for a job names. */
@Component
public class References {
  /** Where a request names the adapter to start from. */
  static final String START = "/adapter/from";

  private final BaseModels models;
  private final DataFiles files;
  private final Adapters adapters;
  private final Blobs blobs;

  public References(BaseModels models, DataFiles files, Adapters adapters, Blobs blobs) {
    this.models = models;
    this.files = files;
    this.adapters = adapters;
    this.blobs = blobs;
  }

  /**
   * Finds everything, and adds a fault for each thing that is not there or cannot be trained on;
   * without model or training file there is nothing more to judge.
   *
   * @throws GraftException {@code ADAPTER_MERGED}, which is a state of the adapter and no fault of
   *     the request
   */
  Optional<ResolvedReferences> find(Owner owner, JobRequest request, Faults faults) {
    Optional<BaseModelEntry.Usable> model =
        find("/model", () -> models.usable(request.model()), faults);
    Optional<DataFile> training = file(owner, "/training_file", request.trainingFile(), faults);
    Optional<DataFile> validation =
        request.validationFile().flatMap(id -> file(owner, "/validation_file", id, faults));
    Optional<DataFile> test =
        request.testFile().flatMap(id -> file(owner, "/test_file", id, faults));
    Optional<AdapterEntry> start =
        request.startFrom().flatMap(id -> adapter(owner, START, id, request, faults));
    request.setup().stream()
        .flatMap(setup -> SetupLeaf.of(setup, SetupAdapters.POINTER).stream())
        .filter(leaf -> !leaf.isNew())
        .forEach(leaf -> companion(owner, leaf, request, faults));
    return model.flatMap(
        base -> training.map(data -> new ResolvedReferences(base, data, validation, test, start)));
  }

  /**
   * Keeps what a job names from being deleted or merged until the caller's transaction has ended.
   *
   * @return SHA-256 of each, by what it is to the job
   * @throws GraftException if something was deleted or merged since it was found
   */
  Map<String, String> hold(Owner owner, JobSpec job) {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("model", models.hold(job.model()).sha256());
    inputs.put("training_file", files.hold(owner, job.trainingFile()).sha256());
    job.validationFile()
        .ifPresent(id -> inputs.put("validation_file", files.hold(owner, id).sha256()));
    job.testFile().ifPresent(id -> inputs.put("test_file", files.hold(owner, id).sha256()));
    job.startFrom().ifPresent(id -> inputs.put("start_from", ready(owner, START, id)));
    SetupLeaf.of(job.setup(), SetupAdapters.POINTER).stream()
        .filter(leaf -> !leaf.isNew())
        .forEach(leaf ->
            inputs.put(
                leaf.adapter(), ready(owner, leaf.pointer(), new AdapterId(leaf.adapter()))));
    return inputs;
  }

  private String ready(Owner owner, String pointer, AdapterId id) {
    AdapterEntry adapter = adapters.hold(owner, id);
    requireReady(pointer, adapter);
    return adapter.sha256();
  }

  private Optional<DataFile> file(Owner owner, String pointer, FileId id, Faults faults) {
    return find(pointer, () -> files.get(owner, id), faults)
        .filter(file -> isTrainable(pointer, file, faults))
        .map(file -> {
          blobs.onDisk(file.path());
          return file;
        });
  }

  private static boolean isTrainable(String pointer, DataFile file, Faults faults) {
    if (file.purpose() != FilePurpose.FINE_TUNE) {
      faults.add(
          pointer,
          "wrong_purpose",
          "file %s has the purpose %s, not %s"
              .formatted(file.id(), file.purpose().wireName(), FilePurpose.FINE_TUNE.wireName()));
      return false;
    }
    if (!file.profile().isValid()) {
      faults.add(
          pointer,
          "invalid_file",
          "file %s cannot be trained on: %s"
              .formatted(file.id(), file.profile().faults().getFirst().toFault().message()));
      return false;
    }
    return true;
  }

  /** A checkpoint is no companion: it goes when later ones come. */
  private void companion(Owner owner, SetupLeaf leaf, JobRequest request, Faults faults) {
    SetupAdapters.id(leaf, "$new or an adapter's id", faults)
        .filter(id -> isLasting(leaf, id, faults))
        .flatMap(id -> adapter(owner, leaf.pointer(), id, request, faults))
        .ifPresent(entry -> SetupAdapters.requireNoFusion(leaf, entry, faults));
  }

  private static boolean isLasting(SetupLeaf leaf, AdapterId id, Faults faults) {
    if (id.isCheckpoint()) {
      faults.add(
          leaf.pointer(),
          "not_lasting",
          "%s is a checkpoint, which goes when later ones come; name an adapter".formatted(id));
    }
    return !id.isCheckpoint();
  }

  private Optional<AdapterEntry> adapter(
      Owner owner, String pointer, AdapterId id, JobRequest request, Faults faults) {
    Optional<AdapterEntry> found = find(pointer, () -> adapters.get(owner, id), faults);
    found.ifPresent(adapter -> judge(pointer, adapter, request, faults));
    return found;
  }

  private static void judge(
      String pointer, AdapterEntry adapter, JobRequest request, Faults faults) {
    requireReady(pointer, adapter);
    SetupAdapters.requireModel(pointer, adapter, request.model(), faults);
  }

  private static void requireReady(String pointer, AdapterEntry adapter) {
    if (adapter.state() == AdapterState.MERGED) {
      throw new GraftException(
          ErrorCode.ADAPTER_MERGED,
          new Fault(
              pointer,
              ErrorCode.ADAPTER_MERGED.wireName(),
              "adapter " + adapter.id() + " is merged; reset it before training on it"));
    }
  }

  private static <T> Optional<T> find(String pointer, Supplier<T> lookup, Faults faults) {
    try {
      return Optional.of(lookup.get());
    } catch (GraftException missing) {
      faults.add(pointer, missing.code().wireName(), String.valueOf(missing.getMessage()));
      return Optional.empty();
    }
  }
}
