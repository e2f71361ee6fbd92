import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.Ops;
import graft.tensor.cuda.LostDevice;

/** Loses the card on purpose, by an id outside of a table: the last part, since nothing follows. */
record Loss(Options options) implements Part {
  @Override
  public String name() {
    return "loss";
  }

  @Override
  public void run(Table table) {
    if (!options.isOnCard()) {
      table.add("a lost card", "not on a processor", "on a card", Verdict.NONE);
      return;
    }
    NDManager manager = Devices.manager(options.device());
    try {
      NDArray rows = manager.zeros(new Shape(4, 4));
      NDArray ids = manager.create(new long[] {1_000_000}, new Shape(1));
      float _ = Gradients.off(() -> Ops.sum(Ops.embedding(rows, ids))).getFloat();
      table.add("a lost card", "no error", "known as such", Verdict.FAILS);
    } catch (EngineException e) {
      boolean isKnown = LostDevice.reason(e).isPresent();
      table.add("a lost card", Table.line(e), "known as such", Verdict.of(isKnown));
    }
  }
}
