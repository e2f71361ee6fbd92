package graft.api.config;

import graft.api.web.PathId;
import graft.catalog.config.SavedConfig;
import graft.catalog.config.SavedConfigs;
import graft.spec.ConfigId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;
import graft.spec.adapter.UnionConfig;
import graft.spec.adapter.notation.NotationParts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts saved configurations in the place of their names and ids, in a request body before it is
 * read: {@code spec} knows all other ways to write a configuration down, and these need the
 * catalog. What stands in brackets behind a name changes the saved configuration as it would a
 * preset. Where a preset has the same name, the name is the preset's.
 */
@Component
public class AdapterNames {
  private static final String ADAPTER = "adapter";
  private static final String CONFIGS = "configs";

  private final SavedConfigs saved;

  AdapterNames(SavedConfigs saved) {
    this.saved = saved;
  }

  /**
   * The body with {@code adapter} looked up, and the parts of one that is a union.
   *
   * @throws GraftException {@link ErrorCode#CONFIG_NOT_FOUND} with the pointer
   */
  public Map<String, Object> lookUp(Owner owner, Map<String, Object> body) {
    Object adapter = body.get(ADAPTER);
    if (adapter == null) {
      return body;
    }
    Map<String, Object> known = new LinkedHashMap<>(body);
    known.put(ADAPTER, lookUp(owner, adapter, "/" + ADAPTER));
    return known;
  }

  private Object lookUp(Owner owner, Object config, String pointer) {
    return switch (config) {
      case String text -> joined(owner, text, pointer);
      case Map<?, ?> object when object.get(CONFIGS) instanceof List<?> parts -> {
        Map<Object, Object> union = new LinkedHashMap<>(object);
        union.put(CONFIGS, each(owner, parts, pointer + "/" + CONFIGS));
        yield union;
      }
      default -> config;
    };
  }

  private List<@Nullable Object> each(Owner owner, List<?> parts, String pointer) {
    List<@Nullable Object> known = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Object part = parts.get(i);
      known.add(part == null ? null : lookUp(owner, part, pointer + "/" + i));
    }
    return known;
  }

  /** Of parts that a bar joins, any may be a saved one. */
  private Object joined(Owner owner, String text, String pointer) {
    List<String> parts = NotationParts.of(text);
    List<Object> known = parts.stream().map(part -> named(owner, part, pointer)).toList();
    if (known.equals(parts)) {
      return text;
    }
    return known.size() == 1
        ? known.getFirst()
        : Map.of("architecture", UnionConfig.ARCHITECTURE, CONFIGS, known);
  }

  /** A part as it was sent, if it is no saved one. */
  private Object named(Owner owner, String part, String pointer) {
    int bracket = part.indexOf('[');
    String name = (bracket < 0 ? part : part.substring(0, bracket)).strip();
    if (Presets.find(name).isPresent()) {
      return part;
    }
    Optional<AdapterConfig> found =
        name.startsWith(ConfigId.PREFIX)
            ? Optional.of(find(owner, name, pointer))
            : saved.named(owner, name).map(SavedConfig::config);
    return found
        .map(config -> bracket < 0 ? config : overridden(config, part, pointer))
        .<Object>map(AdapterConfig::json)
        .orElse(part);
  }

  private static AdapterConfig overridden(AdapterConfig config, String part, String pointer) {
    try {
      return config.overridden(part);
    } catch (GraftException refused) {
      throw refused.below(pointer);
    }
  }

  private AdapterConfig find(Owner owner, String id, String pointer) {
    try {
      return saved.get(owner, PathId.of(id, ConfigId::new, ErrorCode.CONFIG_NOT_FOUND)).config();
    } catch (GraftException unknown) {
      throw new GraftException(
          unknown.code(),
          new Fault(pointer, unknown.code().wireName(), String.valueOf(unknown.getMessage())));
    }
  }
}
