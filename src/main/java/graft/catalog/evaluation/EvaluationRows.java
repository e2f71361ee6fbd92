package graft.catalog.evaluation;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The rows of {@link Evaluations}. */
interface EvaluationRows extends Repository<EvaluationRow, String> {
  EvaluationRow save(EvaluationRow row);

  Optional<EvaluationRow> findByOwnerAndId(String owner, String id);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("from EvaluationRow where id = :id")
  Optional<EvaluationRow> lock(String id);

  /** The oldest one that waits, or that nobody speaks for any more; locked. */
  @Query(
      value =
          """
          select *
            from evaluation
           where status = 'QUEUED' or (status = 'RUNNING' and beat_at < :lost)
           order by seq
           limit 1
             for update skip locked
          """,
      nativeQuery = true)
  Optional<EvaluationRow> next(Instant lost);

  @Query(
      """
      from EvaluationRow where owner = :owner and adapterId = :adapter
       and seq < :before order by seq desc
      """)
  List<EvaluationRow> newestFirst(String owner, String adapter, long before, Limit limit);

  @Query(
      """
      from EvaluationRow where owner = :owner and adapterId = :adapter
       and seq > :after order by seq
      """)
  List<EvaluationRow> oldestFirst(String owner, String adapter, long after, Limit limit);

  @Query("select count(*) from EvaluationRow where finishedAt is null")
  long unfinishedOfAll();

  @Query("from EvaluationRow where finishedAt is null order by seq")
  List<EvaluationRow> listUnfinishedOfAll();

  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query("update EvaluationRow set jobId = null where owner = :owner and jobId = :job")
  void forget(String owner, String job);

  void delete(EvaluationRow row);

  List<EvaluationRow> deleteByOwnerAndAdapterId(String owner, String adapter);
}
