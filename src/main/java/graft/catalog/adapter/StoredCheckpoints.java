package graft.catalog.adapter;

import graft.catalog.InUse;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.JobId;
import graft.spec.Owner;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** {@link Checkpoints} among the rows of adapters. */
@Service
class StoredCheckpoints implements Checkpoints {
  private final AdapterRows rows;
  private final Companions companions;
  private final AdapterDirectories directories;
  private final ObjectProvider<InUse> users;
  private final Clock clock;

  StoredCheckpoints(
      AdapterRows rows,
      Companions companions,
      AdapterDirectories directories,
      ObjectProvider<InUse> users,
      Clock clock) {
    this.rows = rows;
    this.companions = companions;
    this.directories = directories;
    this.users = users;
    this.clock = clock;
  }

  @Override
  @Transactional(readOnly = true)
  public List<OfJob> oldOfAll(Instant before, int limit) {
    return rows.oldCheckpointsOfAll(before, Limit.of(limit)).stream()
        .flatMap(row -> row.checkpointOf().stream().map(job -> new OfJob(row.owner(), job)))
        .distinct()
        .toList();
  }

  @Override
  @Transactional(readOnly = true)
  public List<AdapterEntry> ofJob(Owner owner, JobId job) {
    return rows.checkpoints(owner.value(), job.value()).stream()
        .map(row -> row.entry(directories.root()))
        .toList();
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public AdapterEntry keep(Owner owner, NewAdapter checkpoint, Path directory, int last) {
    JobId job = checkpoint.job().orElseThrow();
    List<AdapterRow> before = rows.lockCheckpoints(owner.value(), job.value());
    before.stream().filter(row -> row.isOf(checkpoint.step().orElseThrow())).forEach(this::delete);
    // The new row comes after the old one has gone: they have one step, and one name.
    rows.flush();
    directories.publish(directory, checkpoint.id().value());
    AdapterRow kept = rows.saveAndFlush(AdapterRow.of(owner, checkpoint, clock.instant()));
    companions.add(checkpoint);
    rows.lockCheckpoints(owner.value(), job.value()).stream()
        .skip(last)
        .filter(row -> need(owner, row).isEmpty())
        .forEach(this::delete);
    return kept.entry(directories.root());
  }

  @Override
  @Transactional
  public void discard(Owner owner, AdapterId id) {
    rows.lock(owner.value(), id.value()).filter(AdapterRow::isCheckpoint).ifPresent(this::delete);
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public void forget(Owner owner, JobId job) {
    for (AdapterRow row : rows.checkpoints(owner.value(), job.value())) {
      AdapterRow locked = rows.lock(owner.value(), row.getId()).orElseThrow();
      need(owner, locked)
          .ifPresent(need -> {
            throw new GraftException(
                ErrorCode.STILL_IN_USE, "checkpoint " + row.getId() + " is needed: " + need);
          });
      delete(locked);
    }
  }

  private void delete(AdapterRow row) {
    rows.delete(row);
    directories.deleteAfterCommit(new AdapterId(row.getId()));
  }

  private Optional<String> need(Owner owner, AdapterRow row) {
    AdapterId id = new AdapterId(row.getId());
    return users.orderedStream().flatMap(user -> user.ofAdapter(owner, id).stream()).findFirst();
  }
}
