package graft.catalog.store;

import graft.catalog.Cursor;
import graft.catalog.Page;
import graft.catalog.SavedConfig;
import graft.catalog.SavedConfigs;
import graft.catalog.Shelf;
import graft.spec.ConfigId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.adapter.AdapterConfig;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** {@link SavedConfigs} with a row each. */
@Service
class StoredConfigs implements SavedConfigs {
  private final SavedConfigRows rows;
  private final IdSource ids;
  private final Clock clock;

  StoredConfigs(SavedConfigRows rows, IdSource ids, Clock clock) {
    this.rows = rows;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public SavedConfig save(String name, AdapterConfig config) {
    ConfigId id = new ConfigId(ConfigId.PREFIX + ids.next());
    SavedConfigRow row =
        SavedConfigRow.of(new SavedConfig(id, name, config, clock.instant()), Shelf.OWNER);
    try {
      return rows.save(row).saved();
    } catch (DataIntegrityViolationException taken) {
      if (!rows.existsByOwnerAndName(Shelf.OWNER, name)) {
        throw taken;
      }
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault("/name", "taken", "there is a configuration named " + name + " already"));
    }
  }

  @Override
  public Page<SavedConfig> list(Cursor<ConfigId> cursor) {
    List<SavedConfigRow> found = find(cursor.map(id -> row(id).seq()));
    return Page.of(found, cursor.limit()).map(SavedConfigRow::saved);
  }

  @Override
  public Optional<SavedConfig> named(String name) {
    return rows.findByOwnerAndName(Shelf.OWNER, name).map(SavedConfigRow::saved);
  }

  @Override
  public SavedConfig get(ConfigId id) {
    return row(id).saved();
  }

  @Override
  @Transactional
  public void delete(ConfigId id) {
    rows.delete(row(id));
  }

  private List<SavedConfigRow> find(Cursor<Long> cursor) {
    Limit limit = Limit.of(cursor.limit() + 1);
    return switch (cursor.order()) {
      case ASC -> rows.oldestFirst(cursor.after().orElse(0L), limit);
      case DESC -> rows.newestFirst(cursor.after().orElse(Long.MAX_VALUE), limit);
    };
  }

  private SavedConfigRow row(ConfigId id) {
    return rows.findById(id.value())
        .orElseThrow(() ->
            new GraftException(
                ErrorCode.CONFIG_NOT_FOUND, "there is no adapter configuration " + id));
  }
}
