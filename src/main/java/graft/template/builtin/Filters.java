package graft.template.builtin;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every filter by its name. Of Jinja's, {@code random} is missing because its result is, {@code
 * pprint} and {@code urlize} because no chat needs them.
 */
public final class Filters {
  public static final Map<String, Filter> ALL =
      merged(
          List.of(
              TextFilters.ALL,
              WrapFilters.ALL,
              HtmlFilters.ALL,
              NumberFilters.ALL,
              SequenceFilters.ALL,
              OrderFilters.ALL,
              SelectFilters.ALL));

  private Filters() {}

  private static Map<String, Filter> merged(List<Map<String, Filter>> groups) {
    Map<String, Filter> all = new HashMap<>();
    groups.forEach(all::putAll);
    return Collections.unmodifiableMap(all);
  }
}
