package graft.catalog.store;

import graft.catalog.ArchitectureFacts;
import graft.catalog.BaseModelEntry;
import graft.catalog.BaseModels;
import graft.catalog.InUse;
import graft.catalog.Shelf;
import graft.format.model.ModelDirectory;
import graft.format.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.Suggestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link BaseModels} as the model root has them; a row keeps what is dear to find out. */
@Service
class ScannedModels implements BaseModels {
  private final BaseModelRows rows;
  private final AdapterRows adapters;
  private final TransactionTemplate transaction;
  private final ObjectProvider<InUse> users;
  private final ArchitectureFacts architectures;
  private final ModelRoot root;
  private final Clock clock;

  /** Lets one thread at a time read directories: two would read the same one. */
  private final ReentrantLock reading = new ReentrantLock();

  ScannedModels(
      BaseModelRows rows,
      AdapterRows adapters,
      TransactionTemplate transaction,
      ObjectProvider<InUse> users,
      ArchitectureFacts architectures,
      Shelf shelf,
      Clock clock) {
    this.rows = rows;
    this.adapters = adapters;
    this.transaction = transaction;
    this.users = users;
    this.architectures = architectures;
    this.root = new ModelRoot(shelf.models());
    this.clock = clock;
  }

  @Override
  public List<BaseModelEntry> list() {
    Map<String, Path> directories = root.directories();
    rows.findAll().stream()
        .filter(row -> !directories.containsKey(row.name()))
        .forEach(rows::delete);
    return directories.entrySet().stream()
        .map(directory -> entry(directory.getKey(), directory.getValue()))
        .toList();
  }

  @Override
  public Optional<BaseModelEntry> find(String name) {
    return root.directory(name).map(directory -> entry(name, directory));
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
  public void delete(String name) {
    Path directory = get(name).directory();
    Path hidden =
        transaction.execute(_ -> {
          BaseModelRow row = rows.lock(name).orElseThrow(() -> unknown(name));
          refuseIfUsed(name);
          rows.delete(row);
          return hide(name, directory);
        });
    Disk.deleteOrLeave(hidden);
  }

  private BaseModelEntry entry(String name, Path directory) {
    BaseModelRow row = upToDate(name, directory);
    Optional<ModelFacts> facts = row.facts();
    if (facts.isEmpty()) {
      return new BaseModelEntry.Broken(name, directory, row.createdAt(), row.fault().orElse(""));
    }
    String family = facts.get().modelType();
    return architectures
        .of(family)
        .<BaseModelEntry>map(support ->
            new BaseModelEntry.Usable(name, directory, row.createdAt(), facts.get(), support))
        .orElseGet(() ->
            new BaseModelEntry.Broken(
                name,
                directory,
                row.createdAt(),
                name + ": no architecture here reads the model_type " + family));
  }

  private BaseModelRow upToDate(String name, Path directory) {
    reading.lock();
    try {
      String files = ModelRoot.fingerprint(directory);
      Optional<BaseModelRow> known = rows.findById(name);
      if (known.isPresent() && known.get().isOf(files)) {
        return known.get();
      }
      BaseModelRow row = known.orElseGet(() -> BaseModelRow.of(name, Shelf.OWNER, clock.instant()));
      read(directory, files, row);
      return rows.save(row);
    } finally {
      reading.unlock();
    }
  }

  private static void read(Path directory, String files, BaseModelRow row) {
    try {
      row.read(files, ModelDirectory.open(directory).facts());
    } catch (GraftException invalid) {
      row.fail(files, String.valueOf(invalid.getMessage()));
    } catch (UncheckedIOException unreadable) {
      row.fail(files, row.name() + ": a file cannot be read");
    }
  }

  private void refuseIfUsed(String name) {
    @Nullable String need =
        adapters
            .findFirstByModelOrderBySeq(name)
            .map(adapter -> "adapter " + adapter.getId() + " is trained on it")
            .or(() -> users.orderedStream().flatMap(u -> u.ofModel(name).stream()).findFirst())
            .orElse(null);
    if (need != null) {
      throw new GraftException(
          ErrorCode.STILL_IN_USE, "base model " + name + " is needed: " + need);
    }
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
