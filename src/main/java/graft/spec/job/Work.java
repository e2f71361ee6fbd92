package graft.spec.job;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** A piece of work that a training did, with what it took: for whoever watches the devices. */
public sealed interface Work {
  /** What a training does with its time. */
  enum Phase {
    /** Batches are made ready in the host's memory. */
    DATA,
    /** Parts of other trainings have their turns at the processor. */
    WAITING,
    /** A batch goes to the device and through the model. */
    FORWARD,
    /**
     * The gradients. A device that works behind the host's back is waited for at the end of this
     * phase, so what its forward passes still take is in here too.
     */
    BACKWARD,
    /** The update of what is trained. */
    OPTIMIZER,
    /** Measuring on validation or test data. */
    EVALUATION,
    /** Writing the state of the training. */
    CHECKPOINT;

    /** As metrics spell it: {@code forward}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An optimizer step, with all its batches.
   *
   * @param time of its phases; one that did not come up is not there
   * @param tokens real ones
   * @param padding tokens beside them that were computed for nothing
   */
  record Step(Map<Phase, Duration> time, long tokens, long padding) implements Work {
    public Step {
      time = Collections.unmodifiableMap(new EnumMap<>(time));
    }

    /** The whole step, without an evaluation that follows. */
    public Duration took() {
      return time.values().stream().reduce(Duration.ZERO, Duration::plus);
    }
  }

  /** Measuring the weights as they are. */
  record Evaluation(Duration took) implements Work {}

  /** Keeping the state of the training, which took this time and so many bytes. */
  record Checkpoint(Duration took, long bytes) implements Work {}

  /**
   * The memory that a training needed, beside what was foretold of it; both in bytes, base model
   * included.
   */
  record Memory(long peak, long estimate) implements Work {
    public Memory {
      if (peak <= 0 || estimate <= 0) {
        throw new IllegalArgumentException(
            "expected bytes, found %d and %d".formatted(peak, estimate));
      }
    }

    /** Above 1, more was needed than foretold. */
    public double ratio() {
      return (double) peak / estimate;
    }
  }
}
