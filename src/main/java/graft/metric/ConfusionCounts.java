package graft.metric;

/** Right and wrong yes-or-no decisions, being counted. */
final class ConfusionCounts {
  private long truePositives;
  private long wrong;

  void add(boolean predicted, boolean expected) {
    if (predicted != expected) {
      wrong++;
    } else if (predicted) {
      truePositives++;
    }
  }

  /** 2 TP / (2 TP + FP + FN); 0 where that is 0 / 0. */
  double f1() {
    return truePositives == 0 ? 0 : 2.0 * truePositives / (2.0 * truePositives + wrong);
  }
}
