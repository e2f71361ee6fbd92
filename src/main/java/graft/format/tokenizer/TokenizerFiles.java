package graft.format.tokenizer;

import graft.format.FileContext;
import graft.format.Json;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that the reference makes a tokenizer from.
 *
 * @param file {@code tokenizer.json}
 * @param config {@code tokenizer_config.json}; empty if there is none
 * @param specialTokens {@code special_tokens_map.json}; empty if there is none
 * @param addedTokens {@code added_tokens.json}; empty if there is none
 * @param model the model's {@code config.json}; empty if there is none
 */
record TokenizerFiles(Part file, Part config, Part specialTokens, Part addedTokens, Part model) {
  private static final long LIMIT = 64L << 20;

  static TokenizerFiles read(Path tokenizerJson) {
    FileContext origin = FileContext.of(tokenizerJson, ErrorCode.INVALID_MODEL);
    if (!Files.isRegularFile(tokenizerJson)) {
      throw new GraftException(
          ErrorCode.INVALID_MODEL,
          "the model has no tokenizer.json;"
              + " AutoTokenizer.from_pretrained(model).save_pretrained(directory) of transformers"
              + " writes it where its tokenizer is a fast one");
    }
    return new TokenizerFiles(
        part(tokenizerJson, origin),
        beside(tokenizerJson, "tokenizer_config.json"),
        beside(tokenizerJson, "special_tokens_map.json"),
        beside(tokenizerJson, "added_tokens.json"),
        beside(tokenizerJson, "config.json"));
  }

  /** The class that makes the tokenizer. */
  TokenizerClass tokenizerClass() {
    return TokenizerClass.named(className());
  }

  /** As a file has it, or the model's architecture; empty if nothing is known of either. */
  private String className() {
    Optional<String> named =
        config.has("tokenizer_class")
            ? Optional.of(config.text("tokenizer_class"))
            : Optional.of(model.text("tokenizer_class", "")).filter(name -> !name.isEmpty());
    return named.or(() -> TokenizerClass.nameOf(model.text("model_type", ""))).orElse("");
  }

  /** Whether a model is told which text of a pair a token is of, as the class says or a file. */
  boolean tellsSegments() {
    if (config.has("model_input_names")) {
      return config.list("model_input_names").contains("token_type_ids");
    }
    if (config.json().isEmpty() && model.json().isEmpty()) {
      return true; // A file alone is all that is known.
    }
    return TokenizerClass.tellsSegments(className());
  }

  private static Part beside(Path tokenizerJson, String name) {
    Path file = tokenizerJson.resolveSibling(name);
    FileContext origin = FileContext.of(file, ErrorCode.INVALID_MODEL);
    return Files.isRegularFile(file) ? part(file, origin) : new Part(Map.of(), "", origin);
  }

  private static Part part(Path file, FileContext origin) {
    Map<String, @Nullable Object> json = Json.readObject(file, origin, LIMIT);
    return new Part(json, "", origin);
  }
}
