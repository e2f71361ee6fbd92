package graft.recipe.predict;

import graft.data.Padding;
import graft.recipe.Turns;
import graft.recipe.adapted.OpenAdapter;
import graft.recipe.task.OutputDecoder;
import graft.recipe.task.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What waits for passes over open adapters: where several requests wait for the same one, whoever
 * has the turn computes for all that fit into it, so that many short texts cost little more than
 * one. Safe for any thread; passes over one adapter are run by one thread at a time.
 */
public final class JointPasses {
  private final List<Part> waiting = new ArrayList<>();

  /**
   * Rows of a request that are computed at once.
   *
   * @param answer which says of what places scores are asked
   * @param padding how the rows are brought to one length
   * @param isShareable whether it makes no difference which rows stand beside them
   */
  record Slice(
      OpenAdapter open,
      List<Row> rows,
      OutputDecoder answer,
      Padding padding,
      boolean isShareable) {
    /** Tokens of a row with its padding. */
    int length() {
      return padding.length(rows.stream().mapToInt(Row::longest).max().orElse(1));
    }

    /** Tokens that the device reads, padding left out. */
    long tokens() {
      return rows.stream()
          .mapToLong(row -> row.sequences().count() * Math.max(row.longest(), row.decoded()))
          .sum();
    }

    private long padded() {
      return rows.stream().mapToLong(row -> row.sequences().count()).sum() * length();
    }

    /** How many shares of the scores each row has. */
    int[] shares() {
      return rows.stream().mapToInt(this::share).toArray();
    }

    private int share(Row row) {
      return Math.max(1, row.sequences().mapToInt(part -> answer.places(part).length).sum());
    }

    /** Together they have one length, so that none is padded for the other's sake. */
    private boolean goesWith(Slice other) {
      return isShareable
          && other.isShareable
          && open == other.open
          && padding.equals(other.padding)
          && length() == other.length();
    }
  }

  /** A slice that waits, until it has its scores. */
  private static final class Part {
    private final Slice slice;
    private float @Nullable [] scores;

    private Part(Slice slice) {
      this.slice = slice;
    }
  }

  /**
   * Waits for a turn, or for somebody else's that computes these rows, too.
   *
   * @param most tokens of a turn, padding included
   * @param pass scores of slices, one behind the other
   * @return all scores of the slice
   */
  float[] scores(Slice slice, Turns turns, int most, Function<List<Slice>, float[]> pass) {
    Part own = new Part(slice);
    synchronized (this) {
      waiting.add(own);
    }
    try {
      return turns.next(slice.tokens(), () -> settled(own, turns, most, pass));
    } finally {
      synchronized (this) {
        waiting.remove(own);
      }
    }
  }

  private float[] settled(Part own, Turns turns, int most, Function<List<Slice>, float[]> pass) {
    float[] ready = own.scores;
    if (ready != null) {
      turns.readBeside(-own.slice.tokens());
      return ready;
    }
    List<Part> together = together(own, most);
    if (together.size() > 1) {
      try {
        turns.readBeside(together.stream().skip(1).mapToLong(part -> part.slice.tokens()).sum());
        float[] all = pass.apply(together.stream().map(part -> part.slice).toList());
        return divided(together, all);
      } catch (RuntimeException refused) {
        // Whose rows are at fault is found out when each is computed alone, in its own turn.
        turns.readBeside(-together.stream().skip(1).mapToLong(part -> part.slice.tokens()).sum());
      }
    }
    return pass.apply(List.of(own.slice));
  }

  /** The one whose turn it is, which waits no longer, and others that fit in. */
  private synchronized List<Part> together(Part own, int most) {
    waiting.remove(own);
    List<Part> together = new ArrayList<>(List.of(own));
    long room = most - own.slice.padded();
    for (Part other : List.copyOf(waiting)) {
      if (other.scores == null && own.slice.goesWith(other.slice) && other.slice.padded() <= room) {
        together.add(other);
        room -= other.slice.padded();
      }
    }
    return together;
  }

  private static float[] divided(List<Part> together, float[] all) {
    int shares = together.stream().mapToInt(part -> Arrays.stream(part.slice.shares()).sum()).sum();
    int outputs = all.length / shares;
    int from = 0;
    for (Part part : together) {
      int to = from + Arrays.stream(part.slice.shares()).sum() * outputs;
      part.scores = Arrays.copyOfRange(all, from, to);
      from = to;
    }
    return Arrays.copyOf(all, Arrays.stream(together.getFirst().slice.shares()).sum() * outputs);
  }
}
