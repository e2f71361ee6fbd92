package graft.catalog.adapter;

import graft.catalog.Cursor;
import graft.catalog.InUse;
import graft.catalog.Page;
import graft.catalog.Replacement;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.job.SetupSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link Adapters} with a row each, which names its directory. */
@Service
class StoredAdapters implements Adapters {
  private final AdapterRows rows;
  private final Companions companions;
  private final TransactionTemplate transaction;
  private final ObjectProvider<InUse> users;
  private final AdapterDirectories directories;
  private final IdSource ids;
  private final Clock clock;

  StoredAdapters(
      AdapterRows rows,
      Companions companions,
      TransactionTemplate transaction,
      ObjectProvider<InUse> users,
      AdapterDirectories directories,
      IdSource ids,
      Clock clock) {
    this.rows = rows;
    this.companions = companions;
    this.transaction = transaction;
    this.users = users;
    this.directories = directories;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public AdapterUpload receive() {
    return directories.receive(new AdapterId(AdapterId.PREFIX + ids.next()));
  }

  @Override
  public void stage(Owner owner, AdapterId id, Path directory) {
    directories.stage(directory, id.value());
  }

  @Override
  @Transactional
  public AdapterEntry keep(Owner owner, NewAdapter adapter, Path directory) {
    adapter
        .setup()
        .leaves()
        .filter(leaf -> !leaf.equals(SetupSpec.NEW))
        .map(AdapterId::new)
        .forEach(id -> holdRow(owner, id));
    directories.publish(directory, adapter.id().value());
    AdapterRow kept = rows.saveAndFlush(AdapterRow.of(owner, adapter, clock.instant()));
    companions.add(adapter);
    return entry(kept);
  }

  @Override
  public Page<AdapterEntry> list(Owner owner, Cursor<AdapterId> cursor) {
    List<AdapterRow> found = find(owner, cursor.map(id -> row(owner, id).seq()));
    return Page.of(found, cursor.limit()).map(this::entry);
  }

  @Override
  public List<AdapterEntry> all(Owner owner) {
    return rows.all(owner.value()).stream().map(this::entry).toList();
  }

  @Override
  public AdapterEntry get(Owner owner, AdapterId id) {
    return entry(row(owner, id));
  }

  @Override
  public Optional<AdapterEntry> named(Owner owner, String name) {
    return rows.findByOwnerAndName(owner.value(), name).map(this::entry);
  }

  @Override
  public Optional<AdapterEntry> called(Owner owner, String nameOrId) {
    return AdapterId.isId(nameOrId)
        ? rows.findByOwnerAndId(owner.value(), nameOrId).map(this::entry)
        : named(owner, nameOrId);
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public AdapterEntry hold(Owner owner, AdapterId id) {
    return entry(holdRow(owner, id));
  }

  private AdapterRow holdRow(Owner owner, AdapterId id) {
    return rows.hold(owner.value(), id.value()).orElseThrow(() -> notFound(id));
  }

  @Override
  @Transactional
  public AdapterEntry mark(Owner owner, AdapterId id, AdapterState state) {
    AdapterRow row = rows.lock(owner.value(), id.value()).orElseThrow(() -> notFound(id));
    row.mark(state);
    return entry(row);
  }

  @Override
  @Transactional
  public AdapterEntry replace(Owner owner, AdapterEntry before, Replacement files, Path directory) {
    AdapterId id = before.id();
    AdapterRow row = rows.lock(owner.value(), id.value()).orElseThrow(() -> notFound(id));
    refuseCheckpoint(row);
    refuseIfUsed(owner, id);
    if (!row.sha256().equals(before.sha256())) {
      throw new GraftException(
          ErrorCode.INVALID_STATE, "adapter " + id + " was changed by another request meanwhile");
    }
    String name = id + "." + ids.next();
    directories.publish(directory, name);
    row.replace(files, name);
    return entry(row);
  }

  @Override
  @Transactional
  public void forget(Owner owner, JobId job) {
    rows.forget(owner.value(), job.value());
  }

  @Override
  public void delete(Owner owner, AdapterId id) {
    transaction.executeWithoutResult(_ -> {
      AdapterRow row = rows.lock(owner.value(), id.value()).orElseThrow(() -> notFound(id));
      refuseIfUsed(owner, id);
      row.checkpointOf()
          .ifPresent(job -> refuse(id, users.stream().map(user -> user.ofCheckpoints(owner, job))));
      // Asked after the jobs: one that ends in between has written its adapter by then.
      refuseIfTrainedBeside(id);
      rows.delete(row);
      directories.deleteAfterCommit(id);
    });
  }

  private List<AdapterRow> find(Owner owner, Cursor<Long> cursor) {
    Limit limit = Limit.of(cursor.limit() + 1);
    return switch (cursor.order()) {
      case ASC -> rows.oldestFirst(owner.value(), cursor.after().orElse(0L), limit);
      case DESC -> rows.newestFirst(owner.value(), cursor.after().orElse(Long.MAX_VALUE), limit);
    };
  }

  private static void refuseCheckpoint(AdapterRow row) {
    if (row.isCheckpoint()) {
      throw new GraftException(
          ErrorCode.INVALID_STATE,
          row.getId() + " is a checkpoint, from which its training goes on: it stays as it is");
    }
  }

  private void refuseIfUsed(Owner owner, AdapterId id) {
    refuse(id, users.orderedStream().map(user -> user.ofAdapter(owner, id)));
  }

  private static void refuse(AdapterId id, Stream<Optional<String>> needs) {
    needs
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(need -> {
          throw new GraftException(ErrorCode.STILL_IN_USE, "adapter " + id + " is needed: " + need);
        });
  }

  private void refuseIfTrainedBeside(AdapterId id) {
    List<String> dependants = companions.trainedBeside(id);
    if (!dependants.isEmpty()) {
      throw new GraftException(
          ErrorCode.STILL_IN_USE,
          "adapter %s is needed: it is in the setup of %s; delete %s first"
              .formatted(
                  id, String.join(", ", dependants), dependants.size() == 1 ? "it" : "them"));
    }
  }

  private AdapterEntry entry(AdapterRow row) {
    return row.entry(directories.root());
  }

  private AdapterRow row(Owner owner, AdapterId id) {
    return rows.findByOwnerAndId(owner.value(), id.value()).orElseThrow(() -> notFound(id));
  }

  private static GraftException notFound(AdapterId id) {
    return new GraftException(ErrorCode.ADAPTER_NOT_FOUND, "there is no adapter " + id);
  }
}
