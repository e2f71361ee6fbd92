package graft.format.tokenizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that the files beside {@code tokenizer.json} name or add, in the reference's order:
 * {@code added_tokens_decoder} counts alone where it is there; else the older files do, and what
 * {@code tokenizer.json} adds.
 *
 * @param byId tokens by the number that a file gives them, which decides their order only
 * @param named by their attribute: {@code mask_token}
 * @param extra further special tokens
 */
record SpecialTokens(
    Map<Integer, AddedToken> byId, Map<String, AddedToken> named, List<AddedToken> extra) {
  private static final List<String> NAMES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");
  private static final String DECODER = "added_tokens_decoder";
  private static final String EXTRA = "extra_special_tokens";
  private static final String ADDITIONAL = "additional_special_tokens";
  private static final int MOST_IDS = Integer.MAX_VALUE;

  static SpecialTokens of(TokenizerFiles files, TokenizerClass tokenizerClass) {
    return new Reader(files, tokenizerClass).read();
  }

  /**
   * All tokens that are added to a tokenizer which has some already.
   *
   * @param present contents of those that it has
   */
  List<AddedToken> missingIn(Set<String> present) {
    List<AddedToken> tokens = new ArrayList<>(byId.values());
    Set<String> known = new LinkedHashSet<>(present);
    tokens.forEach(token -> known.add(token.content()));
    named.values().stream().filter(token -> known.add(token.content())).forEach(tokens::add);
    extra.stream().filter(token -> known.add(token.content())).forEach(tokens::add);
    Set<String> special = new LinkedHashSet<>();
    named.values().forEach(token -> special.add(token.content()));
    return tokens.stream()
        .map(token -> special.contains(token.content()) ? token.asSpecial() : token)
        .toList();
  }

  String name(String key, String fallback) {
    AddedToken token = named.get(key);
    return token == null ? fallback : token.content();
  }

  private static final class Reader {
    private final TokenizerFiles files;
    private final TokenizerClass tokenizerClass;
    private final Map<Integer, AddedToken> byId = new TreeMap<>();
    private final Map<String, AddedToken> named = new LinkedHashMap<>();
    private final List<AddedToken> extra = new ArrayList<>();

    Reader(TokenizerFiles files, TokenizerClass tokenizerClass) {
      this.files = files;
      this.tokenizerClass = tokenizerClass;
    }

    SpecialTokens read() {
      Part config = files.config();
      boolean isCurrent = config.has(DECODER);
      Part older = isCurrent ? new Part(Map.of(), "", config.origin()) : files.specialTokens();
      readNames(config, older);
      readExtra(config, older);
      if (isCurrent) {
        Part decoder = config.part(DECODER);
        decoder.json().keySet().forEach(id -> byId.put(id(id, decoder), token(id, decoder)));
      } else {
        readAddedTokens();
        if (files.file().has("added_tokens")) {
          files
              .file()
              .parts("added_tokens")
              .forEach(part -> byId.put(part.whole("id", 0, MOST_IDS), AddedToken.of(part)));
        }
      }
      named.replaceAll((_, token) -> known(token));
      return new SpecialTokens(byId, named, extra);
    }

    /** Of a token that is added with flags, the flags count. */
    private AddedToken known(AddedToken token) {
      return byId.values().stream()
          .filter(added -> added.content().equals(token.content()))
          .reduce((_, last) -> last)
          .orElse(token);
    }

    private void readNames(Part config, Part older) {
      for (String key : NAMES) {
        Optional<AddedToken> token =
            value(key, older).or(() -> value(key, config)).or(() -> byDefault(key, config));
        token.ifPresent(found -> named.put(key, found));
      }
      for (Part part : List.of(config, older)) {
        part.json().keySet().stream()
            .filter(key -> key.endsWith("_token") && !NAMES.contains(key))
            .filter(key -> !(part.json().get(key) instanceof Boolean))
            .forEach(key -> value(key, part).ifPresent(found -> named.put(key, found)));
      }
    }

    /** A class calls a token its own way unless a file says that there is none. */
    private Optional<AddedToken> byDefault(String key, Part config) {
      String name = tokenizerClass.specialToken(key);
      return name.isEmpty() || config.json().containsKey(key)
          ? Optional.empty()
          : Optional.of(AddedToken.special(name));
    }

    private void readExtra(Part config, Part older) {
      for (Part part : List.of(config, older)) {
        for (String key : List.of(EXTRA, ADDITIONAL)) {
          if (part.json().get(key) instanceof Map<?, ?>) {
            Part tokens = part.part(key);
            tokens
                .json()
                .keySet()
                .forEach(name -> value(name, tokens).ifPresent(found -> named.put(name, found)));
          } else if (part.has(key) && (extra.isEmpty() || key.equals(EXTRA))) {
            part.list(key).forEach(value -> extra.add(token(value, part, key)));
          }
        }
      }
    }

    private void readAddedTokens() {
      Part added = files.addedTokens();
      Set<String> special = new LinkedHashSet<>();
      named.values().forEach(token -> special.add(token.content()));
      extra.forEach(token -> special.add(token.content()));
      added
          .json()
          .keySet()
          .forEach(content ->
              byId.put(
                  added.whole(content, 0, MOST_IDS),
                  special.contains(content)
                      ? AddedToken.special(content)
                      : AddedToken.plain(content)));
    }

    private static Optional<AddedToken> value(String key, Part part) {
      Object value = part.json().get(key);
      return value == null ? Optional.empty() : Optional.of(token(value, part, key));
    }

    private static AddedToken token(@Nullable Object value, Part part, String key) {
      return value instanceof String content
          ? AddedToken.of(Part.of(Map.of("content", content, "special", true), key, part.origin()))
          : AddedToken.of(Part.of(value, key, part.origin())).asSpecial();
    }

    private static AddedToken token(String id, Part decoder) {
      return AddedToken.of(decoder.part(id));
    }

    private static int id(String text, Part decoder) {
      try {
        int id = Integer.parseInt(text);
        decoder.require(id >= 0, "an id must not be negative, found " + id);
        return id;
      } catch (NumberFormatException e) {
        throw decoder.fault("its keys must be ids, found " + Part.shown(text));
      }
    }
  }
}
