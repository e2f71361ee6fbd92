package graft.catalog.store;

import graft.catalog.AdapterEntry;
import graft.catalog.AdapterState;
import graft.catalog.AdapterUpload;
import graft.catalog.Adapters;
import graft.catalog.Cursor;
import graft.catalog.InUse;
import graft.catalog.NewAdapter;
import graft.catalog.Page;
import graft.catalog.Replacement;
import graft.catalog.Shelf;
import graft.catalog.disk.Disk;
import graft.catalog.disk.Held;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.job.SetupSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link Adapters} with a row each, which names its directory below {@link Shelf#adapters}. */
@Service
class StoredAdapters implements Adapters {
  /** The file that every complete adapter has. */
  static final String MANIFEST = "manifest.json";

  private final AdapterRows rows;
  private final TransactionTemplate transaction;
  private final ObjectProvider<InUse> users;
  private final Shelf shelf;
  private final IdSource ids;
  private final Clock clock;

  StoredAdapters(
      AdapterRows rows,
      TransactionTemplate transaction,
      ObjectProvider<InUse> users,
      Shelf shelf,
      IdSource ids,
      Clock clock) {
    this.rows = rows;
    this.transaction = transaction;
    this.users = users;
    this.shelf = shelf;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public AdapterUpload receive() {
    return IncomingAdapter.begin(new AdapterId(AdapterId.PREFIX + ids.next()), shelf);
  }

  @Override
  @Transactional
  public AdapterEntry keep(NewAdapter adapter, Path directory) {
    adapter
        .setup()
        .leaves()
        .filter(leaf -> !leaf.equals(SetupSpec.NEW))
        .map(AdapterId::new)
        .forEach(this::holdRow);
    publish(directory, shelf.adapters().resolve(adapter.id().value()));
    return entry(rows.save(AdapterRow.of(adapter, Shelf.OWNER, clock.instant())));
  }

  @Override
  public Page<AdapterEntry> list(Cursor<AdapterId> cursor) {
    List<AdapterRow> found = find(cursor.map(id -> row(id).seq()));
    return Page.of(found, cursor.limit()).map(this::entry);
  }

  @Override
  public List<AdapterEntry> all() {
    return rows.findAllByOrderBySeqDesc().stream().map(this::entry).toList();
  }

  @Override
  public AdapterEntry get(AdapterId id) {
    return entry(row(id));
  }

  @Override
  public Optional<AdapterEntry> named(String name) {
    return rows.findByName(name).map(this::entry);
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public AdapterEntry hold(AdapterId id) {
    return entry(holdRow(id));
  }

  private AdapterRow holdRow(AdapterId id) {
    return rows.hold(id.value()).orElseThrow(() -> notFound(id));
  }

  @Override
  @Transactional
  public AdapterEntry mark(AdapterId id, AdapterState state) {
    AdapterRow row = rows.lock(id.value()).orElseThrow(() -> notFound(id));
    row.mark(state);
    return entry(row);
  }

  @Override
  @Transactional
  public AdapterEntry replace(AdapterEntry before, Replacement files, Path directory) {
    AdapterId id = before.id();
    AdapterRow row = rows.lock(id.value()).orElseThrow(() -> notFound(id));
    refuseIfUsed(row.owner(), id);
    if (!row.sha256().equals(before.sha256())) {
      throw new GraftException(
          ErrorCode.INVALID_STATE, "adapter " + id + " was changed by another request meanwhile");
    }
    String name = id + "." + ids.next();
    publish(directory, shelf.adapters().resolve(name));
    row.replace(files, name);
    return entry(row);
  }

  @Override
  @Transactional
  public void forget(JobId job) {
    rows.forget(job.value());
  }

  @Override
  public void delete(AdapterId id) {
    transaction.executeWithoutResult(_ -> {
      AdapterRow row = rows.lock(id.value()).orElseThrow(() -> notFound(id));
      refuseIfUsed(row.owner(), id);
      // Asked after the jobs: one that ends in between has written its adapter by then.
      refuseIfTrainedBeside(id);
      rows.delete(row);
    });
    directories(id).forEach(Disk::deleteOrLeave);
    ExportedWeights.forget(id, shelf);
  }

  /** Gives a directory its lasting name, for as long as the transaction does not fail. */
  private static void publish(Path directory, Path lasting) {
    try {
      holdUntilTheEnd(directory, lasting);
      Disk.rename(directory, lasting);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  /** The directory of an adapter, and those that it had before. */
  private List<Path> directories(AdapterId id) {
    return Disk.entries(shelf.adapters()).stream()
        .filter(directory -> {
          String name = String.valueOf(directory.getFileName());
          return name.equals(id.value()) || name.startsWith(id + ".");
        })
        .toList();
  }

  /** Keeps a sweep away until the row is there, and tidies up if it will never be. */
  private static void holdUntilTheEnd(Path directory, Path lasting) throws IOException {
    Held held =
        Held.take(directory.resolve(MANIFEST))
            .orElseThrow(() -> new IllegalStateException(directory + " is being kept already"));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            if (status == STATUS_ROLLED_BACK) {
              Disk.deleteOrLeave(lasting);
            }
            held.close();
          }
        });
  }

  private List<AdapterRow> find(Cursor<Long> cursor) {
    Limit limit = Limit.of(cursor.limit() + 1);
    return switch (cursor.order()) {
      case ASC -> rows.oldestFirst(cursor.after().orElse(0L), limit);
      case DESC -> rows.newestFirst(cursor.after().orElse(Long.MAX_VALUE), limit);
    };
  }

  private void refuseIfUsed(Owner owner, AdapterId id) {
    users
        .orderedStream()
        .flatMap(user -> user.ofAdapter(owner, id).stream())
        .findFirst()
        .ifPresent(need -> {
          throw new GraftException(ErrorCode.STILL_IN_USE, "adapter " + id + " is needed: " + need);
        });
  }

  private void refuseIfTrainedBeside(AdapterId id) {
    List<String> dependants = rows.trainedBeside(id.value());
    if (!dependants.isEmpty()) {
      throw new GraftException(
          ErrorCode.STILL_IN_USE,
          "adapter %s is needed: it is in the setup of %s; delete %s first"
              .formatted(
                  id, String.join(", ", dependants), dependants.size() == 1 ? "it" : "them"));
    }
  }

  private AdapterEntry entry(AdapterRow row) {
    return row.entry(shelf.adapters());
  }

  private AdapterRow row(AdapterId id) {
    return rows.findById(id.value()).orElseThrow(() -> notFound(id));
  }

  private static GraftException notFound(AdapterId id) {
    return new GraftException(ErrorCode.ADAPTER_NOT_FOUND, "there is no adapter " + id);
  }
}
