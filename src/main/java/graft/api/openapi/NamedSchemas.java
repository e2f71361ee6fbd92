package graft.api.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schemas within another that have a title of their own. The document has each of them once, by
 * that name, so that a generator of clients makes a type of it that people can spell.
 */
final class NamedSchemas {
  static final String TITLE = "title";

  private NamedSchemas() {}

  /** By title, each without it, inner ones too. */
  static Map<String, Map<String, Object>> within(Map<String, Object> schema) {
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    schema.values().forEach(value -> collect(value, found));
    return found;
  }

  private static void collect(@Nullable Object value, Map<String, Map<String, Object>> found) {
    switch (value) {
      case Map<?, ?> map -> {
        if (map.get(TITLE) instanceof String title) {
          Map<String, Object> own = new LinkedHashMap<>();
          map.forEach((key, part) -> own.put(key.toString(), part));
          own.remove(TITLE);
          found.put(title, own);
        }
        map.values().forEach(part -> collect(part, found));
      }
      case List<?> list -> list.forEach(item -> collect(item, found));
      case null, default -> {}
    }
  }
}
