package graft.catalog.model;

import graft.catalog.InUse;
import graft.catalog.storage.Disk;
import graft.catalog.storage.StorageLayout;
import graft.format.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link BaseModels} as the model root has them; a row keeps what is dear to find out. */
@Service
class ScannedModels implements BaseModels {
  /** What a request waits for a model that is being read; a list does not wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BaseModelRows rows;
  private final ModelMetadataCache readings;
  private final FetchRows fetches;
  private final TransactionTemplate transaction;
  private final ObjectProvider<InUse> users;
  private final ArchitectureFacts architectures;
  private final StoredModels stored;
  private final ModelRoot root;

  ScannedModels(
      BaseModelRows rows,
      ModelMetadataCache readings,
      FetchRows fetches,
      TransactionTemplate transaction,
      ObjectProvider<InUse> users,
      ArchitectureFacts architectures,
      StoredModels stored,
      StorageLayout layout) {
    this.rows = rows;
    this.readings = readings;
    this.fetches = fetches;
    this.transaction = transaction;
    this.users = users;
    this.architectures = architectures;
    this.stored = stored;
    this.root = new ModelRoot(layout.models());
  }

  @Override
  public List<BaseModelEntry> list() {
    Map<String, Path> directories = root.directories();
    List<BaseModelRow> others =
        rows.findAll().stream().filter(row -> !directories.containsKey(row.name())).toList();
    others.stream().filter(row -> row.stored().isEmpty()).forEach(rows::delete);
    Stream<BaseModelEntry> kept = others.stream().flatMap(row -> inBucket(row).stream());
    Stream<BaseModelEntry> coming =
        fetches.all().stream().filter(fetch -> !directories.containsKey(fetch.name()));
    Stream<BaseModelEntry> there =
        directories.entrySet().stream()
            .map(directory -> entry(directory.getKey(), directory.getValue(), Duration.ZERO));
    return Stream.of(there, kept, coming)
        .flatMap(Function.identity())
        .sorted(Comparator.comparing(BaseModelEntry::name))
        .toList();
  }

  @Override
  public Optional<BaseModelEntry> find(String name) {
    return root.directory(name)
        .map(directory -> entry(name, directory, PATIENCE))
        .or(() -> rows.findById(name).flatMap(this::inBucket))
        .or(() -> fetches.find(name));
  }

  @Override
  public BaseModelEntry get(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  @Override
  public BaseModelEntry.Usable usable(String name) {
    return switch (get(name)) {
      case BaseModelEntry.Usable usable -> usable;
      case BaseModelEntry.Broken broken ->
          throw new GraftException(ErrorCode.INVALID_MODEL, broken.fault());
      case BaseModelEntry.Fetching _ ->
          throw new GraftException(
              ErrorCode.INVALID_STATE, "base model " + name + " is still being fetched");
      case BaseModelEntry.Checking _ ->
          throw new GraftException(
              ErrorCode.INVALID_STATE,
              "base model " + name + " is still being checked; try again when it is ready");
    };
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public BaseModelEntry.Usable hold(String name) {
    BaseModelEntry.Usable model = usable(name);
    var _ = rows.hold(name).orElseThrow(() -> unknown(name));
    return model;
  }

  @Override
  public Path onDisk(BaseModelEntry.Usable model) {
    return stored.onDisk(model);
  }

  @Override
  public void delete(Owner asking, String name) {
    Optional<Path> found = root.directory(name);
    Optional<String> digest = rows.findById(name).flatMap(BaseModelRow::stored);
    if (found.isEmpty() && digest.isPresent()) {
      transaction.executeWithoutResult(_ -> deleteRow(asking, name));
      stored.delete(name, digest.get());
      return;
    }
    if (found.isEmpty()) {
      if (!fetches.forget(name)) {
        throw unknown(name);
      }
      return;
    }
    deleteDirectory(asking, name, found.get());
  }

  private void deleteDirectory(Owner asking, String name, Path directory) {
    Path hidden =
        transaction.execute(_ -> {
          var _ = readings.row(name);
          deleteRow(asking, name);
          return hide(name, directory);
        });
    Disk.deleteOrLeave(hidden);
  }

  private void deleteRow(Owner asking, String name) {
    BaseModelRow row = rows.lock(name).orElseThrow(() -> unknown(name));
    refuseIfUsed(asking, name);
    rows.delete(row);
  }

  private Optional<BaseModelEntry> inBucket(BaseModelRow row) {
    return row.stored().map(digest -> entry(row.name(), stored.place(row.name(), digest), row));
  }

  private BaseModelEntry entry(String name, Path directory, Duration patience) {
    return readings
        .of(name, directory, patience)
        .map(row -> entry(name, directory, row))
        .orElseGet(() -> new BaseModelEntry.Checking(name, readings.row(name).createdAt()));
  }

  private BaseModelEntry entry(String name, Path directory, BaseModelRow row) {
    Optional<ModelFacts> facts = row.facts();
    if (facts.isEmpty()) {
      return new BaseModelEntry.Broken(name, row.createdAt(), row.fault().orElse(""));
    }
    String family = facts.get().modelType();
    return architectures
        .of(family)
        .<BaseModelEntry>map(support ->
            new BaseModelEntry.Usable(name, directory, row.createdAt(), facts.get(), support))
        .orElseGet(() ->
            new BaseModelEntry.Broken(
                name, row.createdAt(), name + ": " + ModelCheck.unsupported(family)));
  }

  private void refuseIfUsed(Owner asking, String name) {
    users
        .orderedStream()
        .flatMap(user -> user.ofModel(asking, name).stream())
        .findFirst()
        .ifPresent(need -> {
          throw new GraftException(
              ErrorCode.STILL_IN_USE, "base model " + name + " is needed: " + need);
        });
  }

  private static Path hide(String name, Path directory) {
    try {
      return ModelRoot.hide(directory);
    } catch (IOException e) {
      throw new GraftException(
          ErrorCode.INVALID_STATE, name + " cannot be deleted: the model root is read-only", e);
    }
  }

  private GraftException unknown(String name) {
    List<String> known = List.copyOf(root.directories().keySet());
    String hint = Suggestion.nearest(name, known).map(n -> "; did you mean " + n + "?").orElse("");
    return new GraftException(
        ErrorCode.UNKNOWN_BASE_MODEL, "there is no base model " + name + hint);
  }
}
