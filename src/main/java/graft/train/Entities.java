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

  private record Entity(int sentence, String type, int from, int to) {}

  private Entities() {}

  /** F1 over the entities of all sentences; 0 where there is none on either side. */
  public static double f1(List<List<String>> predicted, List<List<String>> expected) {
    Pairs.require(predicted.size(), expected.size());
    Set<Entity> found = read(predicted);
    Set<Entity> there = read(expected);
    Set<Entity> right = new HashSet<>(found);
    right.retainAll(there);
    int all = found.size() + there.size();
    return all == 0 ? 0 : 2.0 * right.size() / all;
  }

  private static Set<Entity> read(List<List<String>> sentences) {
    Set<Entity> entities = new HashSet<>();
    for (int sentence = 0; sentence < sentences.size(); sentence++) {
      entities.addAll(read(sentence, sentences.get(sentence)));
    }
    return entities;
  }

  private static List<Entity> read(int sentence, List<String> tags) {
    List<Entity> entities = new ArrayList<>();
    int from = 0;
    while (from < tags.size()) {
      int to = from + 1;
      if (!tags.get(from).equals(OUTSIDE)) {
        String type = type(tags.get(from));
        while (to < tags.size() && tags.get(to).equals("I-" + type)) {
          to++;
        }
        entities.add(new Entity(sentence, type, from, to));
      }
      from = to;
    }
    return entities;
  }

  private static String type(String tag) {
    return tag.substring(tag.indexOf('-') + 1);
  }
}
