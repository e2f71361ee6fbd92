package graft.format.tokenizer;

import graft.format.FileContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold of the step that puts special tokens around a text and a pair. */
record ProcessorRules(Vocabulary vocabulary, ModelLimits limits) {
  /** Beside a text there must be room for the text. */
  private static final int MOST_PIECES = 16;

  void check(Part file) {
    file.optional("post_processor").ifPresent(part -> check(part, true));
  }

  private void check(Part part, boolean isOutermost) {
    switch (part.type()) {
      case "ByteLevel" -> part.requireFlags("add_prefix_space", "trim_offsets", "use_regex");
      case "BertProcessing", "RobertaProcessing" -> {
        token(part, "cls");
        token(part, "sep");
        part.requireFlags("trim_offsets", "add_prefix_space");
      }
      case "TemplateProcessing" -> template(part);
      case "Sequence" -> {
        part.require(isOutermost, "a sequence cannot hold another one here");
        List<Part> steps = part.parts("processors");
        long adding = steps.stream().filter(step -> !step.type().equals("ByteLevel")).count();
        part.require(adding <= 1, "more than one step puts special tokens around a text");
        steps.forEach(step -> check(step, false));
      }
      default ->
          throw part.fault("no post-processor %s is known here".formatted(Part.shown(part.type())));
    }
  }

  private void template(Part part) {
    Part special = part.has("special_tokens") ? part.part("special_tokens") : none(part);
    special.json().keySet().forEach(token -> special(special.part(token), token));
    pieces(part, "single", special, Map.of("A", 1, "B", 0));
    pieces(part, "pair", special, Map.of("A", 1, "B", 1));
  }

  private static Part none(Part part) {
    return new Part(Map.of(), "special_tokens", part.origin());
  }

  private void special(Part special, String token) {
    List<@Nullable Object> ids = special.list("ids");
    List<@Nullable Object> tokens = special.list("tokens");
    special.require(
        ids.size() == tokens.size() && ids.size() <= MOST_PIECES,
        "ids and tokens must be as many, and at most " + MOST_PIECES);
    ids.forEach(id -> requireId(special, token, id));
    special.require(
        tokens.stream().allMatch(String.class::isInstance), "tokens must be a list of texts");
  }

  private void pieces(Part part, String key, Part special, Map<String, Integer> wanted) {
    List<Part> pieces = part.parts(key);
    part.require(
        pieces.size() <= Math.min(MOST_PIECES, limits.positions()),
        "%s has %d pieces, more than %d"
            .formatted(key, pieces.size(), Math.min(MOST_PIECES, limits.positions())));
    wanted.forEach((sequence, times) -> {
      long found = pieces.stream().filter(piece -> isSequence(piece, sequence)).count();
      part.require(
          found == times,
          "%s must have the text $%s %s, found it %d times"
              .formatted(key, sequence, times == 0 ? "nowhere" : "once", found));
    });
    pieces.forEach(piece -> piece(piece, special));
  }

  private static boolean isSequence(Part piece, String sequence) {
    return piece.has("Sequence") && piece.part("Sequence").text("id").equals(sequence);
  }

  private void piece(Part piece, Part special) {
    Part inner = piece.has("Sequence") ? piece.part("Sequence") : piece.part("SpecialToken");
    String id = inner.text("id");
    boolean isKnown = piece.has("Sequence") ? id.equals("A") || id.equals("B") : special.has(id);
    inner.require(
        isKnown,
        "the template names %s, which its special_tokens do not define".formatted(Part.shown(id)));
    // A model without segments is not told of any.
    int _ = inner.whole("type_id", 0, limits.segments() > 1 ? limits.segments() - 1 : 1);
  }

  /** {@code ["[CLS]", 101]} */
  private void token(Part part, String key) {
    List<@Nullable Object> pair = part.list(key);
    part.require(
        pair.size() == 2 && pair.getFirst() instanceof String, key + " must be a token and its id");
    requireId(part, String.valueOf(pair.getFirst()), pair.getLast());
  }

  private void requireId(Part part, String token, @Nullable Object id) {
    part.require(
        id instanceof Integer number && number >= 0 && number < limits.vocabulary(),
        "token \"%s\" has the id %s, but the model's embedding has rows 0 to %d"
            .formatted(FileContext.printable(token), Part.shown(id), limits.vocabulary() - 1));
  }
}
