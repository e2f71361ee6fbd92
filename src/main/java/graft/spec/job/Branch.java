package graft.spec.job;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that one and the same part of a setup answers. Blocks that send rows apart ({@code
 * parallel}, {@code batch_split}) come down to branches without them: rows do not see each other,
 * so the numbers are those of one batch, and neither adapters nor sites need to know of rows.
 *
 * @param setup without a block that sends rows apart
 * @param rows indices of inputs, ascending
 */
public record Branch(SetupSpec setup, List<Integer> rows) {
  public Branch {
    rows = List.copyOf(rows);
  }

  /**
   * The branches of a setup, in the order of its children; a row is in one branch, or with {@code
   * parallel} in one for each child.
   *
   * @param inputs number of rows
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if the sizes of a {@code batch_split} do
   *     not add up to the rows, or two {@code parallel} blocks differ in width
   */
  public static List<Branch> of(SetupSpec setup, int inputs) {
    List<Branch> branches = new ArrayList<>();
    int width = width(setup);
    for (int replica = 0; replica < width; replica++) {
      Map<SetupSpec, List<Integer>> rows = new LinkedHashMap<>();
      for (int row = 0; row < inputs; row++) {
        rows.computeIfAbsent(at(setup, replica, row, inputs), _ -> new ArrayList<>()).add(row);
      }
      rows.forEach((part, its) -> branches.add(new Branch(part, its)));
    }
    return branches;
  }

  /** How many answers a row has. */
  private static int width(SetupSpec setup) {
    List<Integer> widths =
        setup
            .nodes()
            .filter(SetupSpec.Parallel.class::isInstance)
            .map(block -> block.children().size())
            .distinct()
            .toList();
    if (widths.size() > 1) {
      throw refused("parallel blocks of one setup must be of equal width, found " + widths);
    }
    return widths.isEmpty() ? 1 : widths.getFirst();
  }

  /** The part of a setup that answers one row, of {@code rows} that come to this block. */
  private static SetupSpec at(SetupSpec setup, int replica, int row, int rows) {
    return switch (setup) {
      case SetupSpec.Parallel block -> at(block.children().get(replica), replica, row, rows);
      case SetupSpec.BatchSplit block -> at(block, replica, row, rows);
      case SetupSpec.Leaf _, SetupSpec.Stack _, SetupSpec.Fuse _ ->
          inside(setup, replica, row, rows);
      case SetupSpec.Average _, SetupSpec.Split _ -> inside(setup, replica, row, rows);
    };
  }

  private static SetupSpec inside(SetupSpec setup, int replica, int row, int rows) {
    return setup.with(
        setup.children().stream().map(child -> at(child, replica, row, rows)).toList());
  }

  private static SetupSpec at(SetupSpec.BatchSplit block, int replica, int row, int rows) {
    long sum = block.batchSizes().stream().mapToLong(Integer::longValue).sum();
    if (sum != rows) {
      throw refused("batch_sizes must add up to the %d rows, not to %d".formatted(rows, sum));
    }
    int from = 0;
    int child = 0;
    while (row >= from + block.batchSizes().get(child)) {
      from += block.batchSizes().get(child++);
    }
    return at(block.children().get(child), replica, row - from, block.batchSizes().get(child));
  }

  private static GraftException refused(String message) {
    return new GraftException(ErrorCode.INVALID_SPEC, new Fault("/setup", "out_of_range", message));
  }
}
