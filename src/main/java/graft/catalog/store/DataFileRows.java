package graft.catalog.store;

import graft.catalog.FilePurpose;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The rows of {@link StoredFiles}. */
interface DataFileRows extends Repository<DataFileRow, String> {
  DataFileRow save(DataFileRow row);

  Optional<DataFileRow> findById(String id);

  /** Keeps the row from being deleted until the transaction has ended. */
  @Lock(LockModeType.PESSIMISTIC_READ)
  @Query("from DataFileRow where id = :id")
  Optional<DataFileRow> hold(String id);

  /** Waits for all who hold the row. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("from DataFileRow where id = :id")
  Optional<DataFileRow> lock(String id);

  @Query(
      """
      from DataFileRow
       where seq < :before and purpose in :purposes
       order by seq desc
      """)
  List<DataFileRow> newestFirst(long before, Collection<FilePurpose> purposes, Limit limit);

  @Query(
      """
      from DataFileRow
       where seq > :after and purpose in :purposes
       order by seq
      """)
  List<DataFileRow> oldestFirst(long after, Collection<FilePurpose> purposes, Limit limit);

  /** Those whose time has come, needed or not. */
  @Query("select id from DataFileRow where expiresAt <= :now order by expiresAt")
  List<String> due(Instant now, Limit limit);

  boolean existsById(String id);

  void delete(DataFileRow row);
}
