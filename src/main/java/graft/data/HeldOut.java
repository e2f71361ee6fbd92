package graft.data;

import java.util.ArrayList;
import java.util.List;

/** Training rows of which some are held out for validation. */
public record HeldOut(List<LabelledText> training, List<LabelledText> validation) {
  public HeldOut {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
  }

  /**
   * Holds out a share of the rows, at least one where the share is above 0, drawn from the seed.
   */
  public static HeldOut split(List<LabelledText> rows, double share, long seed) {
    int held = share == 0 ? 0 : (int) Math.max(1, Math.round(rows.size() * share));
    List<Integer> order =
        new EpochOrder(seed, true, false)
            .batches(rows, Math.max(1, rows.size()), -1).stream().flatMap(List::stream).toList();
    List<LabelledText> training = new ArrayList<>();
    List<LabelledText> validation = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      (i < held ? validation : training).add(rows.get(order.get(i)));
    }
    return held == 0 ? new HeldOut(rows, List.of()) : new HeldOut(training, validation);
  }
}
