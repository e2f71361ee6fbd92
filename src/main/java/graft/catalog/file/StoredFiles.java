package graft.catalog.file;

import graft.catalog.Cursor;
import graft.catalog.InUse;
import graft.catalog.Page;
import graft.catalog.storage.AfterCommit;
import graft.catalog.storage.Blobs;
import graft.catalog.storage.Disk;
import graft.catalog.storage.StorageLayout;
import graft.spec.ErrorCode;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.Owner;
import graft.table.Shard;
import graft.table.Shards;
import graft.table.Table;
import graft.table.TableProfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link DataFiles} with a row each, and their bytes below {@link StorageLayout#files} by id. */
@Service
class StoredFiles implements DataFiles {
  private static final Logger LOG = LoggerFactory.getLogger(StoredFiles.class);

  /** Files that are deleted at a time. */
  private static final int MOST_DUE = 100;

  private final DataFileRows rows;
  private final TransactionTemplate transaction;
  private final ObjectProvider<InUse> users;
  private final StorageLayout layout;
  private final Blobs blobs;
  private final IdSource ids;
  private final Clock clock;

  StoredFiles(
      DataFileRows rows,
      TransactionTemplate transaction,
      ObjectProvider<InUse> users,
      StorageLayout layout,
      Blobs blobs,
      IdSource ids,
      Clock clock) {
    this.rows = rows;
    this.transaction = transaction;
    this.users = users;
    this.layout = layout;
    this.blobs = blobs;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Upload receive(String filename, InputStream body) throws IOException {
    FileId id = new FileId(FileId.PREFIX + ids.next());
    Path temporary = layout.files().resolve(id + StorageLayout.TEMPORARY);
    return IncomingFile.receive(
        id, Filename.plain(filename), temporary, body, layout.maxFileBytes());
  }

  @Override
  public DataFile keep(
      Owner owner, List<Upload> uploads, FilePurpose purpose, Optional<Duration> life) {
    List<IncomingFile> received = uploads.stream().map(StoredFiles::received).toList();
    received.forEach(StoredFiles::requireBytes);
    if (received.size() == 1) {
      return keep(owner, received.getFirst(), purpose, life);
    }
    try (Upload joined = join(received)) {
      return keep(owner, received(joined), purpose, life);
    }
  }

  private static IncomingFile received(Upload upload) {
    if (upload instanceof IncomingFile incoming) {
      return incoming;
    }
    throw new IllegalArgumentException("not received here: " + upload.filename());
  }

  private static void requireBytes(IncomingFile upload) {
    if (upload.bytes() == 0) {
      throw new GraftException(ErrorCode.INVALID_FILE, upload.filename() + " is empty");
    }
  }

  private Upload join(List<IncomingFile> received) {
    Shards shards =
        Shards.of(received.stream().map(file -> new Shard(file.path(), file.filename())).toList());
    try (InputStream joined = shards.open()) {
      return receive(shards.filename(), joined);
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private DataFile keep(
      Owner owner, IncomingFile upload, FilePurpose purpose, Optional<Duration> life) {
    TableProfile profile = Table.profile(upload.path(), upload.filename());
    Path path = layout.files().resolve(upload.id().value());
    Instant now = clock.instant();
    DataFile file =
        new DataFile(
            upload.id(),
            upload.filename(),
            purpose,
            upload.bytes(),
            now,
            life.map(now::plus),
            upload.sha256(),
            profile,
            path);
    upload.moveTo(path);
    blobs.keep(path, path);
    rows.save(DataFileRow.of(owner, file));
    upload.kept();
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      AfterCommit.undo(() -> blobs.deleteOrLeave(path));
    }
    return file;
  }

  @Override
  public Page<DataFile> list(Owner owner, Cursor<FileId> cursor, Optional<FilePurpose> purpose) {
    deleteDueOfAll();
    Set<FilePurpose> purposes =
        purpose.map(Set::of).orElseGet(() -> EnumSet.allOf(FilePurpose.class));
    List<DataFileRow> found = find(owner, cursor.map(id -> row(owner, id).seq()), purposes);
    return Page.of(found, cursor.limit()).map(this::file);
  }

  @Override
  public DataFile get(Owner owner, FileId id) {
    return file(row(owner, id));
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public DataFile hold(Owner owner, FileId id) {
    return rows.hold(owner.value(), id.value())
        .filter(row -> !isOver(row))
        .map(this::file)
        .orElseThrow(() -> notFound(id));
  }

  /** Deletes the files, whoever owns them, whose time has come and that nobody needs. */
  void deleteDueOfAll() {
    for (DataFileRow due : rows.dueOfAll(clock.instant(), Limit.of(MOST_DUE))) {
      FileId id = new FileId(due.getId());
      if (user(due.owner(), id).isEmpty()) {
        deleteIfUnused(due.owner(), id);
      }
    }
  }

  /** Another node may have deleted it, or a job may have come to need it. */
  private void deleteIfUnused(Owner owner, FileId id) {
    try {
      delete(owner, id);
    } catch (GraftException kept) {
      LOG.debug("File {} stays for now: {}", id, kept.getMessage());
    }
  }

  private boolean isOver(DataFileRow row) {
    return row.isDue(clock.instant()) && user(row.owner(), new FileId(row.getId())).isEmpty();
  }

  private Optional<String> user(Owner owner, FileId id) {
    return users.orderedStream().flatMap(user -> user.ofFile(owner, id).stream()).findFirst();
  }

  @Override
  public void delete(Owner owner, FileId id) {
    if (!deleteIfThere(owner, id)) {
      throw notFound(id);
    }
  }

  @Override
  public boolean deleteIfThere(Owner owner, FileId id) {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          Optional<DataFileRow> found = rows.lock(owner.value(), id.value());
          found.ifPresent(row -> {
            refuseIfUsed(owner, id);
            rows.delete(row);
            AfterCommit.run(() -> blobs.deleteOrLeave(layout.files().resolve(id.value())));
          });
          return found.isPresent();
        }));
  }

  private List<DataFileRow> find(Owner owner, Cursor<Long> cursor, Set<FilePurpose> purposes) {
    Limit limit = Limit.of(cursor.limit() + 1);
    return switch (cursor.order()) {
      case ASC -> rows.oldestFirst(owner.value(), cursor.after().orElse(0L), purposes, limit);
      case DESC ->
          rows.newestFirst(owner.value(), cursor.after().orElse(Long.MAX_VALUE), purposes, limit);
    };
  }

  private void refuseIfUsed(Owner owner, FileId id) {
    user(owner, id)
        .ifPresent(need -> {
          throw new GraftException(ErrorCode.STILL_IN_USE, "file " + id + " is needed: " + need);
        });
  }

  private DataFile file(DataFileRow row) {
    return row.file(layout.files());
  }

  private DataFileRow row(Owner owner, FileId id) {
    return rows.findByOwnerAndId(owner.value(), id.value())
        .filter(row -> !isOver(row))
        .orElseThrow(() -> notFound(id));
  }

  private static GraftException notFound(FileId id) {
    return new GraftException(ErrorCode.FILE_NOT_FOUND, "there is no file " + id);
  }
}
