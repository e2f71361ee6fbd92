package graft.catalog.model;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The rows of {@link ScannedModels}. */
interface BaseModelRows extends Repository<BaseModelRow, String> {
  BaseModelRow save(BaseModelRow row);

  Optional<BaseModelRow> findById(String name);

  List<BaseModelRow> findAll();

  /** Keeps the row from being deleted until the transaction has ended. */
  @Lock(LockModeType.PESSIMISTIC_READ)
  @Query("from BaseModelRow where name = :name")
  Optional<BaseModelRow> hold(String name);

  /** Waits for all who hold the row. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("from BaseModelRow where name = :name")
  Optional<BaseModelRow> lock(String name);

  void delete(BaseModelRow row);
}
