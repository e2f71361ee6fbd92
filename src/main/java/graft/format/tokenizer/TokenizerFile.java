package graft.format.tokenizer;

import graft.format.Digest;
import graft.format.FileContext;
import graft.format.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A tokenizer as one {@code tokenizer.json} that says what a model's files say together, without
 * truncation and padding.
 */
public final class TokenizerFile {
  private final Part json;
  private final Vocabulary vocabulary;
  private final Optional<String> maskToken;
  private final Optional<String> endToken;
  private final boolean tellsSegments;

  private TokenizerFile(
      Part json,
      Vocabulary vocabulary,
      Optional<String> maskToken,
      Optional<String> endToken,
      boolean tellsSegments) {
    this.json = json;
    this.vocabulary = vocabulary;
    this.maskToken = maskToken;
    this.endToken = endToken;
    this.tellsSegments = tellsSegments;
  }

  /**
   * Reads a {@code tokenizer.json} and the files beside it.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} if it is missing, or they do not make a
   *     tokenizer together
   */
  public static TokenizerFile read(Path tokenizerJson) {
    TokenizerFiles files = TokenizerFiles.read(tokenizerJson);
    TokenizerClass tokenizerClass = files.tokenizerClass();
    Settings settings = new Settings(files.config(), tokenizerClass);
    settings.check(files.file());
    SpecialTokens special = SpecialTokens.of(files, tokenizerClass);
    Recipe recipe = new Recipe(files.file(), settings, special);
    Vocabulary vocabulary = Vocabulary.of(recipe.model(tokenizerClass));
    List<AddedToken> added = new ArrayList<>();
    if (tokenizerClass == TokenizerClass.AS_WRITTEN && files.file().has("added_tokens")) {
      files.file().parts("added_tokens").forEach(part -> added.add(AddedToken.of(part)));
    }
    added.forEach(vocabulary::add);
    special.missingIn(vocabulary.added().keySet()).forEach(vocabulary::add);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("version", "1.0");
    json.put("truncation", null);
    json.put("padding", null);
    json.put("added_tokens", vocabulary.addedJson());
    recipe
        .steps(tokenizerClass, vocabulary)
        .forEach((name, step) -> json.put(name, RunPattern.inLinearTime(step)));
    json.put("model", vocabulary.model().json());
    Part whole = new Part(json, "", files.file().origin());
    return new TokenizerFile(
        whole,
        vocabulary,
        named("mask_token", special),
        named("eos_token", special),
        files.tellsSegments());
  }

  private static Optional<String> named(String key, SpecialTokens special) {
    return Optional.ofNullable(special.named().get(key)).map(AddedToken::content);
  }

  /** Everything but its bytes: maps, lists, texts, numbers. */
  public Map<String, @Nullable Object> json() {
    return json.json();
  }

  /** The file that the native library reads. */
  public byte[] bytes() {
    try {
      return Json.compact(json.json());
    } catch (JacksonException e) {
      throw json.fault("a text in it is not made of characters");
    }
  }

  /** Stands for everything that it does. */
  public String sha256() {
    return Digest.sha256(new String(bytes(), StandardCharsets.UTF_8));
  }

  /** The token that stands for one to guess, as the files call it. */
  public Optional<String> maskToken() {
    return maskToken;
  }

  /** The token that ends a text, as the files call it. */
  public Optional<String> endToken() {
    return endToken;
  }

  /** Whether the model is told which text of a pair each token is of; else all are of the first. */
  public boolean tellsSegments() {
    return tellsSegments;
  }

  /** Every token by its id, those that were added included. */
  public Map<Integer, String> tokens() {
    Map<Integer, String> tokens = new HashMap<>();
    vocabulary.ids().forEach((token, id) -> tokens.put(id, token));
    vocabulary
        .added()
        .keySet()
        .forEach(token -> vocabulary.id(token).ifPresent(id -> tokens.put(id, token)));
    return tokens;
  }

  /** The ids of tokens that readers of a text do not see. */
  public Set<Integer> specialIds() {
    return vocabulary.added().values().stream()
        .filter(AddedToken::special)
        .flatMap(token -> vocabulary.id(token.content()).stream())
        .collect(Collectors.toSet());
  }

  /** The id of a token that was added; empty if none of this name was. */
  public Optional<Integer> addedId(String token) {
    return vocabulary.added().containsKey(token) ? vocabulary.id(token) : Optional.empty();
  }

  /**
   * Refuses what the native library cannot be given, or the model cannot read.
   *
   * @throws graft.spec.GraftException {@code INVALID_MODEL} with the first fault
   */
  public void check(ModelLimits limits) {
    new ModelRules(vocabulary, limits).check();
    ComponentRules.check(json);
    new ProcessorRules(vocabulary, limits).check(json);
  }

  /** The file's name in messages. */
  public FileContext origin() {
    return json.origin();
  }
}
