package graft.catalog.config;

import graft.catalog.Cursor;
import graft.catalog.Page;
import graft.spec.ConfigId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.Owner;
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
  public SavedConfig save(Owner owner, String name, AdapterConfig config) {
    ConfigId id = new ConfigId(ConfigId.PREFIX + ids.next());
    SavedConfigRow row =
        SavedConfigRow.of(owner, new SavedConfig(id, name, config, clock.instant()));
    try {
      return rows.save(row).saved();
    } catch (DataIntegrityViolationException taken) {
      if (!rows.existsByOwnerAndName(owner.value(), name)) {
        throw taken;
      }
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault("/name", "taken", "there is a configuration named " + name + " already"));
    }
  }

  @Override
  public Page<SavedConfig> list(Owner owner, Cursor<ConfigId> cursor) {
    List<SavedConfigRow> found = find(owner, cursor.map(id -> row(owner, id).seq()));
    return Page.of(found, cursor.limit()).map(SavedConfigRow::saved);
  }

  @Override
  public Optional<SavedConfig> named(Owner owner, String name) {
    return rows.findByOwnerAndName(owner.value(), name).map(SavedConfigRow::saved);
  }

  @Override
  public SavedConfig get(Owner owner, ConfigId id) {
    return row(owner, id).saved();
  }

  @Override
  @Transactional
  public void delete(Owner owner, ConfigId id) {
    rows.delete(row(owner, id));
  }

  private List<SavedConfigRow> find(Owner owner, Cursor<Long> cursor) {
    Limit limit = Limit.of(cursor.limit() + 1);
    return switch (cursor.order()) {
      case ASC -> rows.oldestFirst(owner.value(), cursor.after().orElse(0L), limit);
      case DESC -> rows.newestFirst(owner.value(), cursor.after().orElse(Long.MAX_VALUE), limit);
    };
  }

  private SavedConfigRow row(Owner owner, ConfigId id) {
    return rows.findByOwnerAndId(owner.value(), id.value())
        .orElseThrow(() ->
            new GraftException(
                ErrorCode.CONFIG_NOT_FOUND, "there is no adapter configuration " + id));
  }
}
