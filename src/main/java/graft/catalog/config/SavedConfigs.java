package graft.catalog.config;

import graft.catalog.Cursor;
import graft.catalog.Page;
import graft.spec.ConfigId;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
import java.util.Optional;

/** The adapter configurations that were saved under a name. */
public interface SavedConfigs {
  /**
   * @throws graft.spec.GraftException {@code INVALID_SPEC} if the name is taken
   */
  SavedConfig save(Owner owner, String name, AdapterConfig config);

  Page<SavedConfig> list(Owner owner, Cursor<ConfigId> cursor);

  Optional<SavedConfig> named(Owner owner, String name);

  /**
   * @throws graft.spec.GraftException {@code CONFIG_NOT_FOUND}
   */
  SavedConfig get(Owner owner, ConfigId id);

  /**
   * @throws graft.spec.GraftException {@code CONFIG_NOT_FOUND}
   */
  void delete(Owner owner, ConfigId id);
}
