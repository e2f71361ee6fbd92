package graft.format.tokenizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a model's tokens, and of those that were added, which are counted on from there as the
 * native library does: what a file says of an added token's id is not heeded.
 */
final class Vocabulary {
  private final Part model;
  private final Map<String, Integer> ids;
  private final Map<String, AddedToken> added = new LinkedHashMap<>();
  private final Map<String, Integer> addedIds = new HashMap<>();
  private int lastAdded = -1;

  private Vocabulary(Part model, Map<String, Integer> ids) {
    this.model = model;
    this.ids = ids;
  }

  static Vocabulary of(Part model) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    switch (model.json().get("vocab")) {
      case Map<?, ?> _ -> {
        Part vocab = model.part("vocab");
        vocab
            .json()
            .keySet()
            .forEach(token -> ids.put(token, vocab.whole(token, 0, Integer.MAX_VALUE)));
      }
      case List<?> pieces -> {
        for (Object piece : pieces) {
          ids.putIfAbsent(piece(piece, model), ids.size());
        }
        model.require(ids.size() == pieces.size(), "a piece is in vocab twice");
      }
      case null, default -> throw model.fault("vocab must be an object, or a list of pieces");
    }
    return new Vocabulary(model, ids);
  }

  private static String piece(@Nullable Object entry, Part model) {
    if (entry instanceof List<?> pair
        && pair.size() == 2
        && pair.getFirst() instanceof String piece
        && pair.getLast() instanceof Number score
        && Double.isFinite(score.doubleValue())) {
      return piece;
    }
    throw model.fault("a piece in vocab must be a text and a score, found " + Part.shown(entry));
  }

  /** Adds a token, or changes how one is looked for that was added before. */
  void add(AddedToken token) {
    added.put(token.content(), token);
    if (!addedIds.containsKey(token.content())) {
      int id = ids.getOrDefault(token.content(), Math.max(ids.size(), lastAdded + 1));
      addedIds.put(token.content(), id);
      lastAdded = Math.max(lastAdded, id);
    }
  }

  Part model() {
    return model;
  }

  /** Of the model alone. */
  Map<String, Integer> ids() {
    return Collections.unmodifiableMap(ids);
  }

  Map<String, AddedToken> added() {
    return Collections.unmodifiableMap(added);
  }

  Optional<Integer> id(String token) {
    Integer id = addedIds.get(token);
    return Optional.ofNullable(id == null ? ids.get(token) : id);
  }

  /** How many tokens there are. */
  int size() {
    return ids.size()
        + (int) added.keySet().stream().filter(token -> !ids.containsKey(token)).count();
  }

  List<Map<String, @Nullable Object>> addedJson() {
    List<Map<String, @Nullable Object>> json = new ArrayList<>();
    added.forEach((content, token) -> json.add(token.json(addedIds.getOrDefault(content, 0))));
    return json;
  }
}
