package graft.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A batch of {@link TinyClassifier}: points in space, each with a class or {@link #IGNORED}. The
 * class is the axis on which the point is farthest out, so that it can be learnt.
 */
record Rows(float[] points, long[] classes) {
  static final int WIDTH = 4;
  static final int IGNORED = -100;

  static List<Rows> batches(int count, int size, long seed) {
    Random random = new Random(seed);
    List<Rows> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(random(size, random));
    }
    return batches;
  }

  /** The same rows in one batch. */
  static Rows joined(List<Rows> parts) {
    int size = parts.stream().mapToInt(Rows::size).sum();
    float[] points = new float[size * WIDTH];
    long[] classes = new long[size];
    int at = 0;
    for (Rows part : parts) {
      System.arraycopy(part.points, 0, points, at * WIDTH, part.points.length);
      System.arraycopy(part.classes, 0, classes, at, part.size());
      at += part.size();
    }
    return new Rows(points, classes);
  }

  /** Batches in a new order for each epoch. */
  static Batches<Rows> shuffled(List<Rows> batches, long seed) {
    return new Batches<>() {
      @Override
      public int perEpoch() {
        return batches.size();
      }

      @Override
      public List<Rows> epoch(int epoch) {
        List<Rows> order = new ArrayList<>(batches);
        Collections.shuffle(order, new Random(seed + epoch));
        return order;
      }
    };
  }

  static Batches<Rows> inOrder(List<Rows> batches) {
    return new Batches<>() {
      @Override
      public int perEpoch() {
        return batches.size();
      }

      @Override
      public List<Rows> epoch(int epoch) {
        return batches;
      }
    };
  }

  List<Part<Rows>> parts(int count) {
    int parts = Math.min(count, size());
    return IntStream.range(0, parts)
        .mapToObj(i -> part(size() * i / parts, size() * (i + 1) / parts))
        .toList();
  }

  private Part<Rows> part(int from, int to) {
    Rows some =
        new Rows(
            Arrays.copyOfRange(points, from * WIDTH, to * WIDTH),
            Arrays.copyOfRange(classes, from, to));
    return new Part<>(some, from, to - from);
  }

  int size() {
    return classes.length;
  }

  private static Rows random(int size, Random random) {
    float[] points = new float[size * WIDTH];
    long[] classes = new long[size];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) random.nextGaussian();
    }
    for (int row = 0; row < size; row++) {
      classes[row] = row % 3 == 2 ? IGNORED : farthest(points, row);
    }
    return new Rows(points, classes);
  }

  private static int farthest(float[] points, int row) {
    int farthest = 0;
    for (int axis = 1; axis < WIDTH; axis++) {
      if (points[row * WIDTH + axis] > points[row * WIDTH + farthest]) {
        farthest = axis;
      }
    }
    return farthest;
  }
}
