package graft.format.tokenizer;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** The normalizers, pre-tokenizers and decoders that may be used, and what must hold of them. */
final class ComponentRules {
  /** Sequences may hold sequences, but nobody needs many of either. */
  private static final int DEEPEST = 4;

  private static final int MOST_STEPS = 32;

  /** A normalizer may make a text longer; all of them together at most so many times. */
  private static final int MOST_GROWTH = 64;

  private static final int LONGEST_TEXT = 64;
  private static final Set<String> BEHAVIORS =
      Set.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");
  private static final Set<String> SCHEMES = Set.of("always", "never", "first");

  private int steps;
  private int growth = 1;
  private int charsmaps;

  private ComponentRules() {}

  static void check(Part file) {
    ComponentRules rules = new ComponentRules();
    file.optional("normalizer").ifPresent(part -> rules.normalizer(part, 0));
    file.optional("pre_tokenizer").ifPresent(part -> rules.preTokenizer(part, 0));
    file.optional("decoder").ifPresent(part -> rules.decoder(part, 0));
  }

  private void normalizer(Part part, int depth) {
    switch (part.type()) {
      case "Sequence" -> each(part, "normalizers", depth, this::normalizer);
      case "BertNormalizer" ->
          part.requireFlags("clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
      case "Strip" -> part.requireFlags("strip_left", "strip_right");
      case "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Nmt", "StripAccents", "ByteLevel" -> {}
      case "Prepend" -> grow(part, text(part, "prepend").length());
      case "Replace" -> {
        Pattern.require(part);
        grow(part, text(part, "content").length());
      }
      case "Precompiled" -> {
        part.require(charsmaps++ == 0, "there is more than one map of characters");
        Charsmap.require(part);
      }
      default -> throw unknown(part, "normalizer");
    }
  }

  private void preTokenizer(Part part, int depth) {
    switch (part.type()) {
      case "Sequence" -> each(part, "pretokenizers", depth, this::preTokenizer);
      case "ByteLevel" -> part.requireFlags("add_prefix_space", "trim_offsets", "use_regex");
      case "Metaspace" -> metaspace(part);
      case "BertPreTokenizer", "Whitespace", "WhitespaceSplit", "UnicodeScripts" -> {}
      case "Digits" -> part.requireFlags("individual_digits");
      case "Punctuation" -> behavior(part);
      case "CharDelimiterSplit" -> character(part, "delimiter");
      case "FixedLength" -> {
        int _ = part.whole("length", 1, Integer.MAX_VALUE);
      }
      case "Split" -> {
        Pattern.require(part);
        behavior(part);
        part.requireFlags("invert");
      }
      default -> throw unknown(part, "pre-tokenizer");
    }
  }

  private void decoder(Part part, int depth) {
    switch (part.type()) {
      case "Sequence" -> each(part, "decoders", depth, this::decoder);
      case "ByteLevel" -> part.requireFlags("add_prefix_space", "trim_offsets", "use_regex");
      case "Metaspace" -> metaspace(part);
      case "ByteFallback", "Fuse" -> {}
      case "WordPiece" -> {
        String _ = text(part, "prefix");
        part.requireFlags("cleanup");
      }
      case "BPEDecoder" -> {
        String _ = text(part, "suffix");
      }
      case "CTC" -> {
        String _ = text(part, "pad_token");
        String _ = text(part, "word_delimiter_token");
        part.requireFlags("cleanup");
      }
      case "Replace" -> {
        Pattern.require(part);
        String _ = text(part, "content");
      }
      case "Strip" -> {
        character(part, "content");
        int _ = part.whole("start", 0, LONGEST_TEXT);
        int _ = part.whole("stop", 0, LONGEST_TEXT);
      }
      default -> throw unknown(part, "decoder");
    }
  }

  private void each(Part sequence, String key, int depth, BiConsumer<Part, Integer> check) {
    sequence.require(depth < DEEPEST, "sequences are nested more than " + DEEPEST + " deep");
    List<Part> parts = sequence.parts(key);
    steps += parts.size();
    sequence.require(steps <= MOST_STEPS, "there are more than " + MOST_STEPS + " steps");
    parts.forEach(part -> check.accept(part, depth + 1));
  }

  private void grow(Part part, int times) {
    growth *= Math.max(1, times);
    part.require(
        growth <= MOST_GROWTH,
        "the normalizers may make a text more than %d times as long".formatted(MOST_GROWTH));
  }

  private static String text(Part part, String key) {
    String text = part.text(key);
    part.require(
        text.length() <= LONGEST_TEXT,
        "%s has %d characters, more than %d".formatted(key, text.length(), LONGEST_TEXT));
    return text;
  }

  private static void metaspace(Part part) {
    character(part, "replacement");
    part.requireFlags("split", "add_prefix_space");
    one(part, "prepend_scheme", part.text("prepend_scheme", "always"), SCHEMES);
  }

  private static void behavior(Part part) {
    one(part, "behavior", part.text("behavior", "Isolated"), BEHAVIORS);
  }

  private static void one(Part part, String key, String value, Set<String> known) {
    part.require(
        known.contains(value), "%s is %s, known are %s".formatted(key, Part.shown(value), known));
  }

  private static void character(Part part, String key) {
    String text = part.text(key);
    part.require(
        text.codePointCount(0, text.length()) == 1,
        "%s must be one character, found %s".formatted(key, Part.shown(text)));
  }

  private static RuntimeException unknown(Part part, String what) {
    return part.fault("no %s %s is known here".formatted(what, Part.shown(part.type())));
  }
}
