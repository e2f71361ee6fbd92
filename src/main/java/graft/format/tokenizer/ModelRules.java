package graft.format.tokenizer;

import graft.format.FileContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of a vocabulary and its merges, so that every text becomes ids of the model. */
record ModelRules(Vocabulary vocabulary, ModelLimits limits) {
  private static final Set<String> TYPES = Set.of("BPE", "Unigram", "WordLevel", "WordPiece");

  /** A piece is looked for at every character, so its length multiplies the work; most have 16. */
  private static final int LONGEST_PIECE = 128;

  /**
   * Word pieces are looked for from every character of a word to its end, and back: a word takes
   * time with the third power of its length. The reference's has 100.
   */
  private static final int LONGEST_WORD = 200;

  void check() {
    Part model = vocabulary.model();
    model.require(!vocabulary.ids().isEmpty(), "vocab is empty");
    requireIds();
    switch (model.type()) {
      case "WordPiece" -> checkWordPiece(model);
      case "BPE" -> checkBytePairs(model);
      case "Unigram" -> checkUnigram(model);
      case "WordLevel" -> requireToken(model, "unk_token", model.text("unk_token"));
      default ->
          throw model.fault("type is %s, known are %s".formatted(Part.shown(model.type()), TYPES));
    }
  }

  /** A token beyond the embedding would end the pass that reads it. */
  private void requireIds() {
    vocabulary.ids().forEach(this::requireId);
    vocabulary.added().keySet().forEach(token -> requireId(token, vocabulary.id(token).orElse(0)));
  }

  private void requireId(String token, int id) {
    if (id >= limits.vocabulary()) {
      throw vocabulary
          .model()
          .origin()
          .fault(
              ("token \"%s\" has the id %d, but the model's embedding ends at %d: %d tokens, %d"
                      + " rows; resize the embedding, or take the tokenizer that belongs to the model")
                  .formatted(
                      FileContext.printable(token),
                      id,
                      limits.vocabulary() - 1,
                      vocabulary.size(),
                      limits.vocabulary()));
    }
  }

  private void checkWordPiece(Part model) {
    requireToken(model, "unk_token", model.text("unk_token"));
    if (model.has("max_input_chars_per_word")) {
      int _ = model.whole("max_input_chars_per_word", 1, LONGEST_WORD);
    }
    String _ = model.text("continuing_subword_prefix", "##");
  }

  private void checkUnigram(Part model) {
    int pieces = vocabulary.ids().size();
    model.require(
        model.has("unk_id"), "unk_id is missing, so a text of other characters has no tokens");
    int _ = model.whole("unk_id", 0, Math.max(0, pieces - 1));
    model.requireFlags("byte_fallback");
    for (String piece : vocabulary.ids().keySet()) {
      model.require(
          !piece.isEmpty() && piece.length() <= LONGEST_PIECE,
          "a piece must have 1 to %d characters, found %d"
              .formatted(LONGEST_PIECE, piece.length()));
    }
  }

  private void checkBytePairs(Part model) {
    model.require(
        !model.has("dropout") || isZero(model.json().get("dropout")),
        "dropout is %s: it would draw the tokens of a text anew each time"
            .formatted(Part.shown(model.json().get("dropout"))));
    model.requireFlags("fuse_unk", "byte_fallback", "ignore_merges");
    if (model.has("unk_token")) {
      requireToken(model, "unk_token", model.text("unk_token"));
    }
    String prefix = model.text("continuing_subword_prefix", "");
    String _ = model.text("end_of_word_suffix", "");
    int place = 0;
    for (Object merge : model.list("merges")) {
      checkMerge(merge, prefix, "merges[%d]".formatted(place++));
    }
  }

  /** The second part loses the prefix that says that it continues a word. */
  private void checkMerge(@Nullable Object merge, String prefix, String place) {
    Part model = vocabulary.model();
    List<?> pair = merge instanceof String text ? List.of(text.split(" ", -1)) : list(merge);
    if (pair.size() != 2
        || !(pair.getFirst() instanceof String left)
        || !(pair.getLast() instanceof String right)) {
      throw model.fault(place + " must be two tokens, found " + Part.shown(merge));
    }
    model.require(
        right.startsWith(prefix),
        "%s: \"%s\" does not begin with continuing_subword_prefix \"%s\""
            .formatted(place, FileContext.printable(right), FileContext.printable(prefix)));
    requireToken(model, place, left);
    requireToken(model, place, right);
    requireToken(model, place, left + right.substring(prefix.length()));
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static boolean isZero(@Nullable Object value) {
    return value instanceof Number number && number.doubleValue() == 0;
  }

  private void requireToken(Part model, String place, String token) {
    Map<String, Integer> ids = vocabulary.ids();
    model.require(
        ids.containsKey(token),
        "%s: \"%s\" is not in vocab".formatted(place, FileContext.printable(token)));
  }
}
