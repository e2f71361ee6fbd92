package graft.metric;

import graft.spec.job.TagScheme;
import graft.spec.job.TagScheme.Place;
import graft.spec.job.TagScheme.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Metrics of named entities, as the CoNLL evaluation and seqeval's default mode define them. An
 * entity is right when type, first and last token are. It begins at a tag that says so, behind one
 * that ends an entity, and at any that continues nothing, such as {@code I-PER} behind {@code
 * B-LOC}; it ends before the next begins, behind {@code E-}, {@code L-} and {@code S-}, and before
 * {@code O}, finished or not.
 */
public final class EntityMetrics {
  /**
   * What the tags mark.
   *
   * @param from the first token
   * @param to behind the last token
   */
  public record Entity(String type, int from, int to) {}

  private record Found(int sentence, Entity entity) {}

  private EntityMetrics() {}

  /** F1 over the entities of all sentences; 0 where there is none on either side. */
  public static double f1(
      List<List<String>> predicted, List<List<String>> expected, TagScheme scheme) {
    Pairs.require(predicted.size(), expected.size());
    Set<Found> found = read(predicted, scheme);
    Set<Found> there = read(expected, scheme);
    Set<Found> right = new HashSet<>(found);
    right.retainAll(there);
    int all = found.size() + there.size();
    return all == 0 ? 0 : 2.0 * right.size() / all;
  }

  private static Set<Found> read(List<List<String>> sentences, TagScheme scheme) {
    Set<Found> places = new HashSet<>();
    for (int i = 0; i < sentences.size(); i++) {
      for (Entity entity : in(sentences.get(i), scheme)) {
        places.add(new Found(i, entity));
      }
    }
    return places;
  }

  /** The entities of a sentence, from left to right. */
  public static List<Entity> in(List<String> labels, TagScheme scheme) {
    List<Tag> tags = labels.stream().map(scheme::read).toList();
    List<Entity> entities = new ArrayList<>();
    int from = 0;
    while (from < tags.size()) {
      int to = from + 1;
      if (tags.get(from).place() != Place.OUTSIDE) {
        while (to < tags.size() && goesOn(tags.get(to - 1), tags.get(to))) {
          to++;
        }
        entities.add(new Entity(tags.get(from).type(), from, to));
      }
      from = to;
    }
    return entities;
  }

  private static boolean goesOn(Tag before, Tag tag) {
    boolean isOpen = before.place() == Place.BEGIN || before.place() == Place.INSIDE;
    boolean continues = tag.place() == Place.INSIDE || tag.place() == Place.END;
    return isOpen && continues && tag.type().equals(before.type());
  }
}
