package graft.data.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the decoder in a {@code tokenizer.json} makes of single tokens. */
final class PieceRules {
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");
  private static final String META = "▁";

  private final List<UnaryOperator<String>> steps = new ArrayList<>();
  private boolean isByteLevel;
  private boolean hasBytes;
  private boolean isFused;
  private Lead lead = Lead.KEPT;

  /** What becomes of blanks before the first piece of a text. */
  enum Lead {
    KEPT,
    /** One is left out. */
    ONE_OFF,
    /** All that the first piece begins with are left out. */
    ALL_OFF
  }

  /**
   * @param decoder as the file has it; null: tokens are words
   */
  PieceRules(@Nullable Object decoder) {
    if (decoder == null) {
      word(token -> " " + token);
    } else {
      read(decoder);
    }
  }

  private void read(@Nullable Object decoder) {
    if (!(decoder instanceof Map<?, ?> part)) {
      return;
    }
    switch (String.valueOf(part.get("type"))) {
      case "Sequence" -> {
        if (part.get("decoders") instanceof List<?> parts) {
          parts.forEach(this::read);
        }
      }
      case "ByteLevel" -> isByteLevel = true;
      case "ByteFallback" -> hasBytes = true;
      case "Fuse" -> isFused = true;
      case "Metaspace" -> {
        steps.add(token -> token.replace(text(part, "replacement", META), " "));
        lead = "never".equals(part.get("prepend_scheme")) ? Lead.KEPT : Lead.ALL_OFF;
      }
      case "Replace" -> steps.add(replacing(part));
      case "WordPiece" -> wordPiece(part);
      case "BPEDecoder" -> steps.add(token -> token.replace(text(part, "suffix", "</w>"), " "));
      case "Strip" -> strip(part);
      default -> {}
    }
  }

  private void wordPiece(Map<?, ?> part) {
    String prefix = text(part, "prefix", "##");
    boolean cleans = !Boolean.FALSE.equals(part.get("cleanup"));
    word(token -> {
      String joined = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
      return cleans ? cleaned(joined) : joined;
    });
  }

  private void word(UnaryOperator<String> step) {
    steps.add(step);
    lead = Lead.ONE_OFF;
  }

  /** No blank before punctuation and English contractions. */
  private static String cleaned(String text) {
    return text.replace(" .", ".")
        .replace(" ?", "?")
        .replace(" !", "!")
        .replace(" ,", ",")
        .replace(" ' ", "'")
        .replace(" n't", "n't")
        .replace(" 'm", "'m")
        .replace(" do not", " don't")
        .replace(" 's", "'s")
        .replace(" 've", "'ve")
        .replace(" 're", "'re");
  }

  private static UnaryOperator<String> replacing(Map<?, ?> part) {
    String content = text(part, "content", "");
    if (part.get("pattern") instanceof Map<?, ?> pattern
        && pattern.get("Regex") instanceof String regex) {
      Pattern compiled = Pattern.compile(regex);
      return token -> compiled.matcher(token).replaceAll(Matcher.quoteReplacement(content));
    }
    String found =
        part.get("pattern") instanceof Map<?, ?> pattern ? text(pattern, "String", META) : META;
    return token -> token.replace(found, content);
  }

  /** Of the whole text, where its pieces are one by then; else of every piece. */
  private void strip(Map<?, ?> part) {
    int start = part.get("start") instanceof Number n ? n.intValue() : 0;
    String content = text(part, "content", " ");
    if (isFused) {
      lead = start > 0 ? Lead.ONE_OFF : lead;
    } else {
      steps.add(token -> {
        String rest = token;
        for (int i = 0; i < start && rest.startsWith(content); i++) {
          rest = rest.substring(content.length());
        }
        return rest;
      });
    }
  }

  private static String text(Map<?, ?> part, String key, String fallback) {
    return part.get(key) instanceof String text ? text : fallback;
  }

  Piece piece(String token, boolean isSpecial) {
    if (isByteLevel) {
      return new Piece(ByteAlphabet.decode(token), false, isSpecial);
    }
    Matcher single = BYTE.matcher(token);
    if (hasBytes && single.matches()) {
      return new Piece(new byte[] {(byte) Integer.parseInt(single.group(1), 16)}, true, isSpecial);
    }
    String text = token;
    for (UnaryOperator<String> step : steps) {
      text = step.apply(text);
    }
    return new Piece(text.getBytes(StandardCharsets.UTF_8), false, isSpecial);
  }

  Lead lead() {
    return lead;
  }
}
