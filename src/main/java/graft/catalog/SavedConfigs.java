package graft.catalog;

import graft.spec.ConfigId;
import graft.spec.adapter.AdapterConfig;
import java.util.Optional;

/** The adapter configurations that were saved under a name. */
public interface SavedConfigs {
  /**
   * @throws graft.spec.GraftException {@code INVALID_SPEC} if the name is taken
   */
  SavedConfig save(String name, AdapterConfig config);

  Page<SavedConfig> list(Cursor<ConfigId> cursor);

  Optional<SavedConfig> named(String name);

  /**
   * @throws graft.spec.GraftException {@code CONFIG_NOT_FOUND}
   */
  SavedConfig get(ConfigId id);

  /**
   * @throws graft.spec.GraftException {@code CONFIG_NOT_FOUND}
   */
  void delete(ConfigId id);
}
