package graft.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What scores become on their way to an answer. */
public final class Scores {
  private Scores() {}

  /** Place of the largest of {@code size} values from {@code from} on, counted from there. */
  public static int largest(float[] values, int from, int size) {
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (values[from + i] > values[from + best]) {
        best = i;
      }
    }
    return best;
  }

  /** Places of the largest values, the largest first. */
  public static int[] largest(double[] values, int count) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  public static double[] softmax(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      shares[i] = Math.exp(logits[i] - largest);
      sum += shares[i];
    }
    for (int i = 0; i < logits.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /** The logarithm of one share of {@link #softmax}. */
  public static double logSoftmax(float[] logits, int place) {
    double largest = logits[largest(logits, 0, logits.length)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return logits[place] - largest - Math.log(sum);
  }

  public static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** Whether a label is there: a probability above one half is a logit above zero. */
  public static boolean holds(float logit) {
    return logit > 0;
  }

  /** Full precision, as a JSON list. */
  public static List<Float> list(float[] logits) {
    List<Float> list = new ArrayList<>(logits.length);
    for (float logit : logits) {
      list.add(logit);
    }
    return list;
  }
}
