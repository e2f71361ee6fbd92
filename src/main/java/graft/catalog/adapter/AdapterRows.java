package graft.catalog.adapter;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The rows of {@link StoredAdapters}. */
interface AdapterRows extends Repository<AdapterRow, String> {
  AdapterRow save(AdapterRow row);

  AdapterRow saveAndFlush(AdapterRow row);

  Optional<AdapterRow> findByOwnerAndId(String owner, String id);

  Optional<AdapterRow> findByOwnerAndName(String owner, String name);

  @Query("from AdapterRow where owner = :owner and step is null order by seq desc")
  List<AdapterRow> all(String owner);

  /** The checkpoints of a job, the latest first. */
  @Query(
      "from AdapterRow where owner = :owner and jobId = :job and step is not null order by step desc")
  List<AdapterRow> checkpoints(String owner, String job);

  /** The same, but those that somebody holds, for nobody else until the transaction has ended. */
  @Query(
      value =
          """
          select *
            from adapter
           where owner = :owner and job_id = :job and step is not null
           order by step desc
             for update skip locked
          """,
      nativeQuery = true)
  List<AdapterRow> lockCheckpoints(String owner, String job);

  /** Those of all owners, the oldest first. */
  @Query("from AdapterRow where step is not null and createdAt < :before order by createdAt")
  List<AdapterRow> oldCheckpointsOfAll(Instant before, Limit limit);

  /** The first of all owners. */
  @Query("from AdapterRow where model = :model order by seq limit 1")
  Optional<AdapterRow> firstOfAll(String model);

  /** Keeps the row from being deleted until the transaction has ended. */
  @Lock(LockModeType.PESSIMISTIC_READ)
  @Query("from AdapterRow where owner = :owner and id = :id")
  Optional<AdapterRow> hold(String owner, String id);

  /** Waits for all who hold the row. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("from AdapterRow where owner = :owner and id = :id")
  Optional<AdapterRow> lock(String owner, String id);

  @Query(
      "from AdapterRow where owner = :owner and step is null and seq < :before order by seq desc")
  List<AdapterRow> newestFirst(String owner, long before, Limit limit);

  @Query("from AdapterRow where owner = :owner and step is null and seq > :after order by seq")
  List<AdapterRow> oldestFirst(String owner, long after, Limit limit);

  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query("update AdapterRow set jobId = null where owner = :owner and jobId = :job")
  void forget(String owner, String job);

  boolean existsByDirectory(String directory);

  void delete(AdapterRow row);

  void flush();
}
