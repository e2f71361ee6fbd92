package graft.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Metrics of named entities in tags such as {@code B-PER}, {@code I-PER} and {@code O}. An entity
 * is right when type, first and last token are; it begins at {@code B-}, and, as in the CoNLL
 * evaluation, at an {@code I-} that continues nothing.
 */
public final class Entities {
  private static final String OUTSIDE = "O";

  /**
   * What the tags mark.
   *
   * @param from the first token
   * @param to behind the last token
   */
  public record Entity(String type, int from, int to) {}

  private record Place(int sentence, Entity entity) {}

  private Entities() {}

  /** F1 over the entities of all sentences; 0 where there is none on either side. */
  public static double f1(List<List<String>> predicted, List<List<String>> expected) {
    Pairs.require(predicted.size(), expected.size());
    Set<Place> found = read(predicted);
    Set<Place> there = read(expected);
    Set<Place> right = new HashSet<>(found);
    right.retainAll(there);
    int all = found.size() + there.size();
    return all == 0 ? 0 : 2.0 * right.size() / all;
  }

  private static Set<Place> read(List<List<String>> sentences) {
    Set<Place> places = new HashSet<>();
    for (int i = 0; i < sentences.size(); i++) {
      for (Entity entity : in(sentences.get(i))) {
        places.add(new Place(i, entity));
      }
    }
    return places;
  }

  /** The entities of a sentence, from left to right. */
  public static List<Entity> in(List<String> tags) {
    List<Entity> entities = new ArrayList<>();
    int from = 0;
    while (from < tags.size()) {
      int to = from + 1;
      if (!tags.get(from).equals(OUTSIDE)) {
        String type = type(tags.get(from));
        while (to < tags.size() && tags.get(to).equals("I-" + type)) {
          to++;
        }
        entities.add(new Entity(type, from, to));
      }
      from = to;
    }
    return entities;
  }

  private static String type(String tag) {
    return tag.substring(tag.indexOf('-') + 1);
  }
}
