package graft.api.language.field;

import graft.chat.PromptInput;
import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/** Prompts of a completion: a text, texts, token ids, or lists of them. */
public record PromptField(List<PromptInput> all) implements JsonValue {
  private static final int MOST = 256;

  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> IDS =
      Map.of("type", "array", "items", Map.of("type", "integer"));

  public static final Map<String, Object> SCHEMA =
      Map.of(
          "oneOf",
          List.of(
              TEXT,
              Map.of("type", "array", "items", TEXT),
              IDS,
              Map.of("type", "array", "items", IDS)));

  private static final String EXPECTED =
      "a text, a list of texts, a list of token ids, or a list of such lists; at most "
          + MOST
          + " prompts, none of them empty";

  public static PromptField read(Object json) {
    List<PromptInput> prompts =
        switch (json) {
          case String text -> List.of(text(text));
          case List<?> ids when isIds(ids) -> List.of(ids(ids));
          case List<?> list -> list.stream().map(PromptField::one).toList();
          default -> throw new IllegalArgumentException(EXPECTED);
        };
    if (prompts.isEmpty() || prompts.size() > MOST) {
      throw new IllegalArgumentException(EXPECTED);
    }
    return new PromptField(prompts);
  }

  private static PromptInput one(Object json) {
    return switch (json) {
      case String text -> text(text);
      case List<?> ids when isIds(ids) -> ids(ids);
      case null, default -> throw new IllegalArgumentException(EXPECTED);
    };
  }

  private static PromptInput text(String text) {
    return new PromptInput.Text(text, true);
  }

  private static boolean isIds(List<?> list) {
    return !list.isEmpty() && list.stream().allMatch(id -> id instanceof Integer);
  }

  private static PromptInput ids(List<?> ids) {
    return new PromptInput.Ids(ids.stream().map(Integer.class::cast).toList());
  }

  @Override
  public Object json() {
    return all.stream()
        .map(prompt ->
            switch (prompt) {
              case PromptInput.Text(String text, boolean _) -> text;
              case PromptInput.Ids(List<Integer> ids) -> ids;
              case PromptInput.Chat _ -> "";
            })
        .toList();
  }
}
