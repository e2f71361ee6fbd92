package graft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.architecture.ModelConfig;
import graft.format.model.ModelDirectory;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.model.Inputs;
import graft.parity.ParityModels;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Ops;
import graft.tensor.Scope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that nothing sees take up positions, as a shift does. */
class PositionShiftTest {
  private static final long[] TEXT = {7, 21, 33, 9, 12};
  private static final long[] BEHIND_HIDDEN = {50, 51, 52, 7, 21, 33, 9, 12};
  private static final long[] HIDDEN = {0, 0, 0, 1, 1, 1, 1, 1};
  private static final long[] SEEN = {1, 1, 1, 1, 1};
  private static final int SHIFT = 3;

  @ParameterizedTest
  @CsvSource({
    "bert, bert-a",
    "roberta, roberta-a",
    "xlm-roberta, xlm-roberta-a",
    "distilbert, distilbert-a"
  })
  void aShiftedTextIsOneBehindHiddenTokens(String architecture, String name) {
    try (BaseModel model = load(architecture, name);
        NDManager manager = model.newManager()) {
      Setup shifted = Setup.builder().shiftPositions(SHIFT).build();

      float[] found = hidden(model, row(manager, TEXT), row(manager, SEEN), shifted);

      float[] expected =
          hidden(model, row(manager, BEHIND_HIDDEN), row(manager, HIDDEN), Setup.EMPTY);
      assertThat(found).containsExactly(expected, within(1e-5f));
      assertThat(hidden(model, row(manager, TEXT), row(manager, SEEN), Setup.EMPTY))
          .isNotEqualTo(found);
    }
  }

  /** Hidden states of the text, which is at the row's end. */
  private static float[] hidden(BaseModel model, NDArray ids, NDArray seen, Setup setup) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        NDArray all = model.forward(new Inputs.Text(ids, seen, null), Pass.of(setup)).hidden();
        long length = all.getShape().get(1);
        return HostMemory.floats(Ops.slice(all, 1, length - TEXT.length, length));
      }
    });
  }

  private static NDArray row(NDManager manager, long[] values) {
    return manager.create(values, new Shape(1, values.length));
  }

  private static BaseModel load(String architecture, String name) {
    ModelDirectory model = ModelDirectory.open(ParityModels.directory(architecture, name));
    return Architectures.load(
        new ModelConfig(model.config()),
        model.weights(),
        Devices.manager(new DeviceId("cpu")),
        false);
  }
}
