package graft.format.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a {@code tokenizer.json} that is taken as it is written does what {@code
 * tokenizer_config.json} says. Which of them wins depends on the class, and on its version.
 */
record Agreement(Part config, Part file) {
  void check() {
    require("do_lower_case", "normalizer", Map.of("BertNormalizer", "lowercase"));
    require("strip_accents", "normalizer", Map.of("BertNormalizer", "strip_accents"));
    require(
        "tokenize_chinese_chars", "normalizer", Map.of("BertNormalizer", "handle_chinese_chars"));
    require(
        "add_prefix_space",
        "pre_tokenizer",
        Map.of("ByteLevel", "add_prefix_space", "Metaspace", "add_prefix_space"));
  }

  private void require(String setting, String step, Map<String, String> keys) {
    if (!config.has(setting)) {
      return;
    }
    boolean wanted = config.flag(setting, false);
    for (Map<?, ?> part : parts(file.json().get(step)).toList()) {
      String key = keys.getOrDefault(String.valueOf(part.get("type")), "");
      if (part.get(key) instanceof Boolean found && found != wanted) {
        throw config.fault(
            "%s is %s, but the %s of tokenizer.json says %s %s; make them say the same"
                .formatted(setting, wanted, step, key, found));
      }
    }
  }

  /** A step and all that it is made of. */
  private static Stream<Map<?, ?>> parts(@Nullable Object step) {
    return switch (step) {
      case Map<?, ?> map ->
          Stream.concat(
              Stream.of(map),
              map.values().stream().filter(List.class::isInstance).flatMap(Agreement::parts));
      case List<?> list -> list.stream().flatMap(Agreement::parts);
      case null, default -> Stream.empty();
    };
  }
}
