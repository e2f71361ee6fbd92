package graft.recipe.task;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes an input with several sequences to choose from apart. */
final class Choices {
  private static final String TEXT = "text";
  private static final String CHOICES = "choices";
  private static final List<String> COLUMNS =
      List.of("input_ids", "attention_mask", "token_type_ids");

  private Choices() {}

  /** An input for each sequence; empty if they are not so many. */
  static Optional<List<Map<String, Object>>> of(Map<String, Object> input, int count) {
    return input.containsKey(COLUMNS.getFirst()) ? ofIds(input, count) : ofTexts(input, count);
  }

  private static Optional<List<Map<String, Object>>> ofTexts(Map<String, Object> input, int count) {
    return input.get(TEXT) instanceof String text
            && input.get(CHOICES) instanceof List<?> choices
            && choices.size() == count
        ? Optional.of(
            choices.stream()
                .map(choice -> Map.<String, Object>of(TEXT, text, "text_pair", choice))
                .toList())
        : Optional.empty();
  }

  private static Optional<List<Map<String, Object>>> ofIds(Map<String, Object> input, int count) {
    List<Map<String, Object>> each = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> own = new HashMap<>();
      for (String column : COLUMNS) {
        Object lists = input.get(column);
        if (lists instanceof List<?> some
            && some.size() == count
            && some.get(i) instanceof List<?>) {
          own.put(column, some.get(i));
        } else if (lists != null) {
          return Optional.empty();
        }
      }
      each.add(own);
    }
    return Optional.of(each);
  }
}
