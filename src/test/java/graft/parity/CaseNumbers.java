package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.tensor.AdamW;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.Scope;
import graft.tensor.change.SelfChange;
import graft.train.Paces;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertions;

/** What a case expects of its numbers, within its own tolerances. */
record CaseNumbers(ParityCase parity, Tensors io) {
  private static final int STEPS = 10;

  /** The gradient of a parameter; of one that the loss does not depend on it is zero. */
  static float[] gradient(Parameter parameter) {
    return Gradients.of(parameter.value())
        .map(HostMemory::floats)
        .orElseGet(() -> new float[(int) parameter.value().size()]);
  }

  void logitsAgree(NDArray found) {
    float[] expected = ExpectedLogits.of("expected", io).orElseThrow();
    assertThat(Differences.largest(HostMemory.floats(found), expected))
        .isLessThanOrEqualTo(parity.tolerance("logits"));
  }

  /** By the reference's names. */
  void gradientsAgree(Map<String, float[]> found) {
    List<Tensor> expected = group("grad/");
    assertThat(expected).isNotEmpty();
    SoftAssertions each = new SoftAssertions();
    for (Tensor gradient : expected) {
      String name = gradient.name().substring("grad/".length());
      assertThat(found).containsKey(name);
      each.assertThat(Differences.largest(found.get(name), gradient.floats()))
          .as(name)
          .isLessThanOrEqualTo(parity.tolerance("grad"));
      if (Differences.norm(gradient.floats()) > 1e-4) {
        each.assertThat(Differences.relative(found.get(name), gradient.floats()))
            .as(name)
            .isLessThanOrEqualTo(parity.tolerance("grad_rel"));
      }
    }
    each.assertAll();
  }

  /**
   * Takes the ten steps.
   *
   * @param changes what changes itself between them
   */
  void lossesAgree(
      Supplier<NDArray> loss,
      List<Parameter> trained,
      List<SelfChange> changes,
      NDManager manager) {
    AdamW optimizer = new AdamW(trained, manager);
    List<SelfChange.Course> courses =
        changes.stream().map(change -> change.begin(manager, STEPS)).toList();
    float[] expected = io.get("train/losses").floats();
    for (int step = 0; step <= STEPS; step++) {
      try (Scope scope = new Scope()) {
        NDArray now = Gradients.recorded(loss);
        assertThat((double) now.getFloat())
            .as("loss after step " + step)
            .isCloseTo(expected[step], within(parity.tolerance("train_losses")));
        if (step < STEPS) {
          Gradients.backward(now);
          int done = step;
          optimizer.step(paces(), 0, () -> courses.forEach(course -> course.after(done)));
        }
      }
    }
  }

  private Paces paces() {
    return new Paces(1e-3, parity.weightDecay(), parity.loraPlus().orElse(1.0));
  }

  /** By the reference's names, after the ten steps; some cases have none. */
  void finalWeightsAgree(Map<String, float[]> found) {
    agree("final/", found, "final_weights");
  }

  /** By the checkpoint's names. */
  void mergedWeightsAgree(Map<String, float[]> found) {
    assertThat(group("merged_weight/")).isNotEmpty();
    agree("merged_weight/", found, "logits");
  }

  private void agree(String prefix, Map<String, float[]> found, String tolerance) {
    for (Tensor weight : group(prefix)) {
      String name = weight.name().substring(prefix.length());
      assertThat(found).containsKey(name);
      assertThat(Differences.largest(found.get(name), weight.floats()))
          .as(name)
          .isLessThanOrEqualTo(parity.tolerance(tolerance));
    }
  }

  private List<Tensor> group(String prefix) {
    return io.all().stream().filter(tensor -> tensor.name().startsWith(prefix)).toList();
  }
}
