package graft.api.config;

import graft.api.wire.PathId;
import graft.catalog.SavedConfigs;
import graft.spec.ConfigId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Puts a saved configuration in the place of its id, in a request body before it is read: {@code
 * spec} knows all other ways to write a configuration down, and this one needs the catalog.
 */
@Component
public class AdapterNames {
  private static final String ADAPTER = "adapter";

  private final SavedConfigs saved;

  AdapterNames(SavedConfigs saved) {
    this.saved = saved;
  }

  /**
   * The body with {@code adapter} looked up if it is an id.
   *
   * @throws GraftException {@link ErrorCode#CONFIG_NOT_FOUND} with the pointer
   */
  public Map<String, Object> lookUp(Map<String, Object> body) {
    if (!(body.get(ADAPTER) instanceof String name) || !name.startsWith(ConfigId.PREFIX)) {
      return body;
    }
    Map<String, Object> known = new LinkedHashMap<>(body);
    known.put(ADAPTER, find(name));
    return known;
  }

  private Map<String, ?> find(String name) {
    try {
      return saved.get(PathId.of(name, ConfigId::new, ErrorCode.CONFIG_NOT_FOUND)).config().json();
    } catch (GraftException unknown) {
      throw new GraftException(
          unknown.code(),
          new Fault(
              "/" + ADAPTER, unknown.code().wireName(), String.valueOf(unknown.getMessage())));
    }
  }
}
