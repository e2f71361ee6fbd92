package graft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.model.BaseModel;
import graft.model.Inputs;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.site.Setup;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Masks;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module that runs several times in a pass drops something else each time, reproducibly. */
class RunsTest {
  private static final Loaded LOADED = new Loaded();

  @AfterAll
  static void close() {
    LOADED.close();
  }

  @ParameterizedTest
  @CsvSource({
    "albert, encoder.albert_layer_groups.0.albert_layers.0.ffn, 3",
    "albert, encoder.embedding_hidden_mapping_in, 1",
    "deberta-v2, encoder.layer.1.attention.self.key_proj, 2",
    "deberta-v2, encoder.layer.1.attention.self.value_proj, 1",
    "bert, encoder.layer.1.output.dense, 1"
  })
  void eachRunHasMasksOfItsOwn(String architecture, String path, int runs) {
    BaseModel model = LOADED.model(architecture);

    List<List<Float>> first = masks(model, path, 0);

    assertThat(first).hasSize(runs).doesNotHaveDuplicates();
    assertThat(masks(model, path, 0)).isEqualTo(first);
    assertThat(masks(model, path, 1)).hasSize(runs).doesNotContainAnyElementsOf(first);
  }

  /** What an adapter's dropout keeps of ones, in each of its runs in a training's pass. */
  private static List<List<Float>> masks(BaseModel model, String path, long number) {
    LinearSite site =
        model.sites().linear().stream()
            .filter(linear -> linear.id().modulePath().equals(path))
            .findFirst()
            .orElseThrow();
    List<List<Float>> masks = new ArrayList<>();
    try (NDManager manager = model.newManager()) {
      Setup setup =
          Setup.builder()
              .put(
                  site,
                  (x, base, pass) -> {
                    NDArray ones = manager.ones(new Shape(64));
                    masks.add(list(pass.masks().dropout(ones, 0.5, path)));
                    return base.apply(x);
                  })
              .build();
      NDArray ids = manager.ones(new Shape(2, 7), DataType.INT64);
      Pass pass = new Pass(setup, Masks.of(5, number), OptionalDouble.empty());
      var _ =
          Gradients.off(() -> {
            try (Scope scope = new Scope()) {
              return HostMemory.floats(
                  model.forward(new Inputs.Text(ids, ids.onesLike(), null), pass).hidden());
            }
          });
    }
    return masks;
  }

  private static List<Float> list(NDArray array) {
    List<Float> values = new ArrayList<>();
    for (float value : HostMemory.floats(array)) {
      values.add(value);
    }
    return values;
  }
}
