package graft.format.tokenizer;

import java.util.Optional;
import java.util.Set;

/** The settings in {@code tokenizer_config.json} that change how a text is read. */
record Settings(Part config, TokenizerClass tokenizerClass) {
  boolean lowercase() {
    return config.flag("do_lower_case", true);
  }

  Optional<Boolean> stripAccents() {
    return config.has("strip_accents")
        ? Optional.of(config.flag("strip_accents", false))
        : Optional.empty();
  }

  boolean splitsChinese() {
    return config.flag("tokenize_chinese_chars", true);
  }

  boolean addsPrefixSpace() {
    return config.flag("add_prefix_space", tokenizerClass == TokenizerClass.XLM_ROBERTA);
  }

  boolean trimsOffsets() {
    return config.flag("trim_offsets", true);
  }

  /** Refuses what is not done here. */
  void check(Part file) {
    config.require(
        !config.flag("split_special_tokens", false),
        "split_special_tokens is true, but special tokens are found in texts here; leave it out");
    String side = config.text("truncation_side", "right");
    config.require(
        side.equals("right"),
        "truncation_side is \"%s\", but texts are cut on the right here".formatted(side));
    for (String key : Set.of("padding", "truncation")) {
      file.optional(key).ifPresent(Settings::requireSizes);
    }
    if (tokenizerClass == TokenizerClass.AS_WRITTEN) {
      new Agreement(config, file).check();
    }
  }

  /** Neither is used, but a file whose sizes make no sense is broken. */
  private static void requireSizes(Part part) {
    for (String key :
        Set.of("max_length", "stride", "pad_id", "pad_type_id", "pad_to_multiple_of")) {
      if (part.has(key)) {
        int _ = part.whole(key, 0, Integer.MAX_VALUE);
      }
    }
  }
}
