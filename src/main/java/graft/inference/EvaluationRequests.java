package graft.inference;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.catalog.evaluation.Evaluation;
import graft.catalog.evaluation.EvaluationState;
import graft.catalog.evaluation.Evaluations;
import graft.catalog.file.DataFile;
import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.data.Labels;
import graft.data.column.ColumnMapping;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.EvaluationId;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.Owner;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes requests about evaluations, and refuses at once what cannot be done. */
@Service
public class EvaluationRequests {
  private static final int SHOWN = 5;

  private final Adapters adapters;
  private final DataFiles files;
  private final Evaluations evaluations;
  private final SetupAdapters setups;
  private final EvaluationBell bell;
  private final IdSource ids;
  private final Clock clock;
  private final TransactionTemplate transaction;

  public EvaluationRequests(
      Adapters adapters,
      DataFiles files,
      Evaluations evaluations,
      ArtifactLocator sources,
      EvaluationBell bell,
      IdSource ids,
      Clock clock,
      TransactionTemplate transaction) {
    this.adapters = adapters;
    this.files = files;
    this.evaluations = evaluations;
    this.setups = new SetupAdapters(adapters, sources);
    this.bell = bell;
    this.ids = ids;
    this.clock = clock;
    this.transaction = transaction;
  }

  /**
   * What to evaluate on.
   *
   * @param columns the file's column of each field, where its name does not tell
   * @param setup which adapters are on; as in the adapter's training when absent
   */
  public record Request(FileId file, Map<String, String> columns, Optional<SetupSpec> setup) {
    public Request {
      columns = Map.copyOf(columns);
    }
  }

  /**
   * Queues an evaluation.
   *
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code INVALID_STATE} for one without a head;
   *     {@code INVALID_SPEC} with every fault; {@code BUSY}
   */
  public Evaluation submit(Owner owner, AdapterId id, Request request) {
    AdapterEntry adapter = adapters.get(owner, id);
    TaskSpec task =
        adapter
            .task()
            .orElseThrow(() ->
                new GraftException(
                    ErrorCode.INVALID_STATE,
                    "adapter " + id + " has no head, so there is nothing to evaluate"));
    Faults faults = new Faults();
    file(owner, request.file(), faults)
        .ifPresent(file -> check(task, file, request.columns(), faults));
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    SetupAdapters.Found found = setups.find(owner, adapter, request.setup());
    requireOneAnswer(found.setup());
    Evaluation queued = queue(owner, adapter, request, found);
    bell.ring();
    return queued;
  }

  /**
   * Deletes an evaluation with the file of its answers, and so stops it where it runs.
   *
   * @throws GraftException {@code EVALUATION_NOT_FOUND}
   */
  public void delete(Owner owner, AdapterId adapter, EvaluationId id) {
    transaction.executeWithoutResult(_ ->
        evaluations
            .delete(owner, adapter, id)
            .resultFile()
            .ifPresent(file -> files.deleteIfThere(owner, file)));
  }

  /**
   * Deletes the evaluations of an adapter that is gone, with the files of their answers. Joins the
   * caller's transaction.
   */
  void forget(Owner owner, AdapterId adapter) {
    evaluations
        .deleteAll(owner, adapter)
        .forEach(evaluation ->
            evaluation.resultFile().ifPresent(file -> files.deleteIfThere(owner, file)));
  }

  private Evaluation queue(
      Owner owner, AdapterEntry adapter, Request request, SetupAdapters.Found found) {
    Evaluation evaluation =
        new Evaluation(
            new EvaluationId(EvaluationId.PREFIX + ids.next()),
            owner,
            adapter.id(),
            adapter.model(),
            request.file(),
            request.columns(),
            found.setup(),
            Optional.empty(),
            new EvaluationState.Queued(),
            Optional.empty(),
            Optional.empty(),
            clock.instant());
    Evaluation kept =
        transaction.execute(_ -> {
          files.hold(owner, request.file());
          adapters.hold(owner, adapter.id());
          found.adapters().values().forEach(named -> adapters.hold(owner, named.id()));
          return evaluations.add(evaluation);
        });
    if (kept == null) {
      throw new IllegalStateException("a transaction without its evaluation");
    }
    return kept;
  }

  private Optional<DataFile> file(Owner owner, FileId id, Faults faults) {
    try {
      DataFile file = files.get(owner, id);
      if (file.purpose() != FilePurpose.FINE_TUNE) {
        faults.add(
            "/file",
            "wrong_purpose",
            "file %s has the purpose %s, not %s"
                .formatted(id, file.purpose().wireName(), FilePurpose.FINE_TUNE.wireName()));
        return Optional.empty();
      }
      file.profile().faults().stream()
          .findFirst()
          .ifPresent(fault -> faults.add("/file", "invalid_file", fault.toFault().message()));
      return Optional.of(file).filter(_ -> faults.isEmpty());
    } catch (GraftException missing) {
      faults.add("/file", missing.code().wireName(), String.valueOf(missing.getMessage()));
      return Optional.empty();
    }
  }

  private static void check(
      TaskSpec task, DataFile file, Map<String, String> columns, Faults faults) {
    ColumnMapping.resolve(task.type(), columns, file.profile(), faults)
        .filter(_ -> task.hasClasses())
        .ifPresent(mapping -> requireKnown(task, file, mapping, faults));
  }

  private static void requireKnown(
      TaskSpec task, DataFile file, ColumnMapping mapping, Faults faults) {
    Labels labels = Labels.of(task.labels());
    TreeSet<String> unknown = new TreeSet<>(Labels.used(file.profile(), mapping));
    unknown.removeIf(name -> labels.id(name).isPresent());
    if (!unknown.isEmpty()) {
      String more = unknown.size() <= SHOWN ? "" : " and " + (unknown.size() - SHOWN) + " more";
      faults.add(
          "/file",
          "unknown_label",
          "the file has labels that the adapter does not know: %s%s; it knows %s"
              .formatted(
                  unknown.stream().limit(SHOWN).collect(Collectors.joining(", ")),
                  more,
                  task.labels().stream().limit(SHOWN).collect(Collectors.joining(", "))));
    }
  }

  private static void requireOneAnswer(SetupSpec setup) {
    boolean goesApart =
        setup
            .nodes()
            .anyMatch(block ->
                block instanceof SetupSpec.Parallel || block instanceof SetupSpec.BatchSplit);
    if (goesApart) {
      Faults faults = new Faults();
      faults.add(
          SetupAdapters.POINTER,
          "unsupported_setup",
          "an evaluation needs one answer for each row; evaluate the branches of parallel and"
              + " batch_split one by one");
      faults.throwIfAny(ErrorCode.INVALID_SPEC);
    }
  }
}
