package graft.catalog.config;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The rows of {@link StoredConfigs}. */
interface SavedConfigRows extends Repository<SavedConfigRow, String> {
  SavedConfigRow save(SavedConfigRow row);

  Optional<SavedConfigRow> findByOwnerAndId(String owner, String id);

  Optional<SavedConfigRow> findByOwnerAndName(String owner, String name);

  boolean existsByOwnerAndName(String owner, String name);

  @Query("from SavedConfigRow where owner = :owner and seq < :before order by seq desc")
  List<SavedConfigRow> newestFirst(String owner, long before, Limit limit);

  @Query("from SavedConfigRow where owner = :owner and seq > :after order by seq")
  List<SavedConfigRow> oldestFirst(String owner, long after, Limit limit);

  void delete(SavedConfigRow row);
}
