package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.PeftAdaLoraConfig;
import graft.spec.adapter.attribute.RankSchedule;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import graft.tensor.change.SelfChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Takes directions away while AdaLoRA trains, as PEFT's {@code RankAllocator} does: their factor
 * becomes 0, and the tensors keep their sizes. A direction's score is the mean importance times
 * uncertainty of its row of A, of its column of B, and that of its factor, all together.
 *
 * @param triples of all modules
 */
record RankAllocation(PeftAdaLoraConfig config, List<Triple> triples) implements SelfChange {
  /** A (r, in), B (out, r) and their factors (r, 1). */
  record Triple(NDArray a, NDArray b, NDArray e) {
    Stream<NDArray> tensors() {
      return Stream.of(a, b, e);
    }
  }

  RankAllocation {
    triples = List.copyOf(triples);
  }

  @Override
  public Course begin(NDManager manager, int steps) {
    config
        .schedule()
        .idle(steps)
        .ifPresent(why -> {
          throw new GraftException(ErrorCode.INVALID_SPEC, why);
        });
    List<NDArray> values = triples.stream().flatMap(Triple::tensors).toList();
    return new Allocating(
        this,
        steps,
        values,
        values.stream().map(value -> manager.zeros(value.getShape())).toList(),
        values.stream().map(value -> manager.zeros(value.getShape())).toList(),
        manager.ones(new Shape((long) triples.size() * config.initR())));
  }

  /**
   * It in one training.
   *
   * @param values of each triple in turn: A, B, factors
   * @param means of each value's importance
   * @param spreads of each value's importance around that
   * @param kept 1 for each direction that is left, else 0, module by module
   */
  private record Allocating(
      RankAllocation of,
      int steps,
      List<NDArray> values,
      List<NDArray> means,
      List<NDArray> spreads,
      NDArray kept)
      implements Course {
    @Override
    public void after(int step) {
      RankSchedule schedule = of.config.schedule();
      int settled = schedule.settled(steps);
      if (step < settled) {
        Gradients.follow(values, means, spreads, schedule.beta1(), schedule.beta2());
      }
      int rank = of.config.initR();
      OptionalInt budget = schedule.budget(step, steps, of.triples.size(), rank);
      budget.ifPresent(this::choose);
      // What has grown again since the last choice is not in PEFT's file either.
      if (budget.isPresent() || step > settled || step == steps - 1) {
        takeAway();
      }
    }

    /** Keeps that many directions, the best; where several are as good as the worst, fewer. */
    private void choose(int budget) {
      float[] scores = scores();
      int away = scores.length - budget;
      if (away > 0) {
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        float threshold = sorted[away - 1];
        float[] left = new float[scores.length];
        for (int i = 0; i < left.length; i++) {
          left[i] = scores[i] > threshold ? 1 : 0;
        }
        Ops.copy(kept, kept.getManager().create(left, kept.getShape()));
      }
    }

    private float[] scores() {
      int rank = of.config.initR();
      float[] all = new float[of.triples.size() * rank];
      for (int i = 0; i < of.triples.size(); i++) {
        NDArray rows = score(3 * i).mean(new int[] {1});
        NDArray columns = score(3 * i + 1).mean(new int[] {0});
        NDArray factors = score(3 * i + 2).flatten();
        float[] sum = HostMemory.floats(Ops.add(factors, Ops.add(rows, columns)));
        System.arraycopy(sum, 0, all, i * rank, rank);
      }
      return all;
    }

    private NDArray score(int value) {
      return Ops.mul(means.get(value), spreads.get(value));
    }

    private void takeAway() {
      List<NDArray> parts =
          new ArrayList<>(
              kept.reshape(of.triples.size(), of.config.initR(), 1).split(of.triples.size()));
      for (int i = 0; i < parts.size(); i++) {
        NDArray e = of.triples.get(i).e();
        Ops.copy(e, Ops.mul(e, parts.get(i).reshape(e.getShape())));
      }
    }

    @Override
    public List<NDArray> memory() {
      return Stream.of(means.stream(), spreads.stream(), Stream.of(kept))
          .flatMap(each -> each)
          .toList();
    }
  }
}
