package graft.catalog.file;

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

  Optional<DataFileRow> findByOwnerAndId(String owner, String id);

  /** Keeps the row from being deleted until the transaction has ended. */
  @Lock(LockModeType.PESSIMISTIC_READ)
  @Query("from DataFileRow where owner = :owner and id = :id")
  Optional<DataFileRow> hold(String owner, String id);

  /** Waits for all who hold the row. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("from DataFileRow where owner = :owner and id = :id")
  Optional<DataFileRow> lock(String owner, String id);

  @Query(
      """
      from DataFileRow
       where owner = :owner and seq < :before and purpose in :purposes
       order by seq desc
      """)
  List<DataFileRow> newestFirst(
      String owner, long before, Collection<FilePurpose> purposes, Limit limit);

  @Query(
      """
      from DataFileRow
       where owner = :owner and seq > :after and purpose in :purposes
       order by seq
      """)
  List<DataFileRow> oldestFirst(
      String owner, long after, Collection<FilePurpose> purposes, Limit limit);

  /** Those of all owners whose time has come, needed or not. */
  @Query("from DataFileRow where expiresAt <= :now order by expiresAt")
  List<DataFileRow> dueOfAll(Instant now, Limit limit);

  boolean existsById(String id);

  void delete(DataFileRow row);
}
