package graft.format.tokenizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands around texts: a token before the first one, and one behind each. */
record Template(String first, String last) {
  /** {@code first A last}, {@code first A last B last}; the second text is another segment. */
  Map<String, Object> ofBert(Vocabulary vocabulary) {
    return json(
        vocabulary,
        List.of(token(first, 0), sequence("A", 0), token(last, 0)),
        List.of(
            token(first, 0), sequence("A", 0), token(last, 0), sequence("B", 1), token(last, 1)));
  }

  /** {@code first A last}, {@code first A last last B last}. */
  Map<String, Object> ofXlmRoberta(Vocabulary vocabulary) {
    return json(
        vocabulary,
        List.of(token(first, 0), sequence("A", 0), token(last, 0)),
        List.of(
            token(first, 0),
            sequence("A", 0),
            token(last, 0),
            token(last, 0),
            sequence("B", 0),
            token(last, 0)));
  }

  private Map<String, Object> json(Vocabulary vocabulary, List<?> single, List<?> pair) {
    Map<String, Object> special = new LinkedHashMap<>();
    for (String token : List.of(first, last)) {
      special.put(
          token,
          Map.of(
              "id", token,
              "ids", List.of(vocabulary.id(token).orElse(0)),
              "tokens", List.of(token)));
    }
    return Map.of(
        "type", "TemplateProcessing", "single", single, "pair", pair, "special_tokens", special);
  }

  private static Map<String, Object> token(String token, int segment) {
    return Map.of("SpecialToken", Map.of("id", token, "type_id", segment));
  }

  private static Map<String, Object> sequence(String name, int segment) {
    return Map.of("Sequence", Map.of("id", name, "type_id", segment));
  }
}
