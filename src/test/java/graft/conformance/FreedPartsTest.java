package graft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.adapter.Adapter;
import graft.model.BaseModel;
import graft.model.Inputs;
import graft.site.Pass;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Gradients;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A pass without gradients keeps the output of each layer and nothing that it needed on the way.
 */
class FreedPartsTest {
  private static final Loaded LOADED = new Loaded();

  @AfterAll
  static void close() {
    LOADED.close();
  }

  static Stream<String> architectures() {
    return Loaded.LIKE_BERT.stream();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void withoutGradientsOnlyTheOutputsOfLayersStay(String architecture) {
    BaseModel model = LOADED.model(architecture);
    int states = model.info().layers() + 1;

    // Beside the outputs: what was embedded, and the mask on its way to a float; ALBERT's and
    // ELECTRA's
    // projection of what was embedded, and MPNet's numbers for distances.
    int more = Set.of("albert", "electra", "mpnet").contains(architecture) ? 13 : 12;
    assertThat(left(model, "lora", Gradients::off)).isBetween(states, states + more);
    assertThat(left(model, "lora", Gradients::recorded)).isGreaterThan(10 * states);
  }

  @Test
  void whatAllLayersShareStaysToo() {
    BaseModel model = LOADED.model("bert");
    int states = model.info().layers() + 1;

    assertThat(left(model, "prefix_tuning", Gradients::off)).isBetween(states + 1, states + 16);
  }

  private interface Mode {
    <T> T run(Supplier<T> computation);
  }

  /** How many tensors a pass leaves behind. */
  private static int left(BaseModel model, String adapter, Mode mode) {
    try (NDManager manager = model.newManager()) {
      Adapter fitted =
          Adapter.fit(AdapterConfig.read(adapter), model.sites(), Parameters.in(manager, 1));
      try (Scope scope = new Scope()) {
        NDArray ids = manager.ones(new Shape(2, 7), ai.djl.ndarray.types.DataType.INT64);
        Inputs inputs = new Inputs.Text(ids, ids.onesLike(), null);
        int before = count(model, manager);
        var _ = mode.run(() -> model.forward(inputs, Pass.of(fitted.setup())));
        return count(model, manager) - before;
      }
    }
  }

  /** A result belongs to the manager of what it was made from: the adapter's or the model's. */
  private static int count(BaseModel model, NDManager manager) {
    return manager.getManagedArrays().size()
        + model.tokenEmbedding().orElseThrow().getManager().getManagedArrays().size();
  }
}
