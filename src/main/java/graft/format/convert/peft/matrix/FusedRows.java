package graft.format.convert.peft.matrix;

import graft.architecture.Layout;
import graft.architecture.Role;
import graft.format.FormatRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The rows of a projection in which several stand one below the other, and which of them an adapter
 * changes.
 *
 * @param blocks of the changed ones, from above to below
 * @param total the rows of the whole
 */
public record FusedRows(List<Block> blocks, int total) {
  /**
   * @param from the first row in the whole
   * @param height how many rows
   */
  public record Block(int from, int height) {}

  public FusedRows {
    blocks = List.copyOf(blocks);
  }

  /**
   * Of a projection whose changed parts have together so many rows.
   *
   * @param queriesPerKey how many times as high as the keys' and values' part the queries' is
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED} if they cannot be shared out
   */
  public static FusedRows of(Layout layout, Set<Role> changed, long rows, int queriesPerKey) {
    int shares = 0;
    for (Role part : layout.parts()) {
      shares += changed.contains(part) ? shares(part, queriesPerKey) : 0;
    }
    if (shares == 0 || rows % shares != 0) {
      throw FormatRefusal.of(
          "%d rows are not those of %s among %s".formatted(rows, changed, layout.parts()));
    }
    int share = Math.toIntExact(rows / shares);
    List<Block> blocks = new ArrayList<>();
    int from = 0;
    for (Role part : layout.parts()) {
      int height = share * shares(part, queriesPerKey);
      if (changed.contains(part)) {
        blocks.add(new Block(from, height));
      }
      from += height;
    }
    return new FusedRows(blocks, from);
  }

  private static int shares(Role part, int queriesPerKey) {
    return part == Role.QUERY ? queriesPerKey : 1;
  }
}
