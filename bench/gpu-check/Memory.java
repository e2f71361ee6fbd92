import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.tensor.Devices;
import graft.tensor.OutOfMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A device without memory fails what asked for it, with advice, and computes on. */
record Memory(Options options, Path directory) implements Part {
  /** Elements of what no device holds: 128 TiB. */
  private static final long TOO_MANY = 1L << 45;

  /** Elements of a piece of ballast: 1 GiB. */
  private static final long PIECE = 1L << 28;

  /** Bytes that the ballast leaves: not enough for the job, but for its model. */
  private static final long LEFT = 2L << 30;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void run(Table table) throws IOException {
    RandomModel.Kind kind = RandomModel.Kind.LLAMA;
    Path model = Losses.small(kind, options.isSmall()).write(directory.resolve("memory"));
    Training job = new Training(model, kind, "lora", "fp32", Losses.size(options.isSmall()));
    Training.Result before = job.on(options.device());
    refused(table);
    if (options.isOnCard()) {
      crowded(
          new Training(model, kind, "lora", "fp32", new Training.Size(2, 1024, 512, true)), table);
    } else {
      table.add("a job without memory", "not on a processor", "on a card", Verdict.NONE);
    }
    double difference = before.difference(job.on(options.device()));
    table.add(
        "a job after that",
        "%.1e from before".formatted(difference),
        "<= 1e-06",
        Verdict.of(difference <= 1e-6));
  }

  private void refused(Table table) {
    try (NDManager manager = Devices.manager(options.device())) {
      manager.create(new Shape(TOO_MANY), DataType.FLOAT32);
      table.add("128 TiB", "given", "refused", Verdict.FAILS);
    } catch (EngineException e) {
      boolean isKnown = OutOfMemory.isReasonOf(e);
      table.add("128 TiB", Table.line(e), "refused, for want of memory", Verdict.of(isKnown));
    }
  }

  private void crowded(Training large, Table table) {
    String found;
    boolean isRight;
    try (NDManager ballast = Devices.manager(options.device())) {
      while (Devices.freeMemory(options.device()) > LEFT + PIECE * Float.BYTES) {
        ballast.create(new Shape(PIECE), DataType.FLOAT32);
      }
      List<String> messages = large.on(options.device()).messages();
      isRight = messages.stream().anyMatch(message -> message.contains("half as many rows"));
      found = isRight ? "went on with half as many rows" : "had enough: nothing is shown";
    } catch (GraftException e) {
      isRight = e.code() == ErrorCode.OUT_OF_MEMORY;
      found = e.code() + ": " + e.getMessage();
    } finally {
      Devices.release(options.device());
    }
    table.add(
        "a job without memory", found, "half as many rows, or OUT_OF_MEMORY with advice", Verdict.of(isRight));
  }
}
