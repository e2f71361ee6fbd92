package graft.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import graft.format.Tensor;
import graft.model.ModelFacts;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.Setup;
import graft.tensor.AdamW;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of PEFT that we can run, from the directory that it saved: logits, loss, each
 * gradient, ten AdamW steps and merged weights, all within the case's own tolerances.
 */
class PeftParityTest {
  static Stream<ParityCase> cases() {
    return Stream.of("bert", "roberta", "xlm-roberta", "distilbert")
        .flatMap(architecture -> ParityArchive.cases(architecture).stream())
        .filter(parity -> parity.library().equals("peft"));
  }

  @Test
  void theCasesAreThere() {
    assertThat(cases()).hasSizeGreaterThan(25);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsAndLossAgree(ParityCase parity) {
    try (PeftFixture f = new PeftFixture(parity)) {
      near(f.logits(f.adapter.setup()), f, parity);
      assertThat((double) f.loss().getFloat())
          .isCloseTo(f.io.get("expected/loss").floats()[0], within(parity.tolerance("loss")));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyGradientAgrees(ParityCase parity) {
    try (PeftFixture f = new PeftFixture(parity)) {
      Gradients.backward(Gradients.recorded(f::loss));

      Map<String, float[]> found =
          f.published(parameter ->
              Gradients.of(parameter.value())
                  .map(HostMemory::floats)
                  .orElseGet(() -> new float[(int) parameter.value().size()]));
      SoftAssertions each = new SoftAssertions();
      List<Tensor> expected = group("grad/", f);
      assertThat(expected).isNotEmpty();
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
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tenOptimizerStepsAgree(ParityCase parity) {
    try (PeftFixture f = new PeftFixture(parity)) {
      AdamW optimizer = new AdamW(f.trainable(), f.manager);
      List<Float> losses = new ArrayList<>();
      for (int step = 0; step <= 10; step++) {
        try (Scope scope = new Scope()) {
          NDArray loss = Gradients.recorded(f::loss);
          losses.add(loss.getFloat());
          if (step < 10) {
            Gradients.backward(loss);
            optimizer.step(1e-3, 0.01, 0);
          }
        }
      }

      float[] expected = f.io.get("train/losses").floats();
      for (int step = 0; step <= 10; step++) {
        assertThat((double) losses.get(step))
            .as("step " + step)
            .isCloseTo(expected[step], within(parity.tolerance("train_losses")));
      }
      Map<String, float[]> found = f.published(parameter -> HostMemory.floats(parameter.value()));
      for (Tensor weight : group("final/", f)) {
        String name = weight.name().substring("final/".length());
        assertThat(Differences.largest(found.get(name), weight.floats()))
            .as(name)
            .isLessThanOrEqualTo(parity.tolerance("final_weights"));
      }
    }
  }

  static Stream<ParityCase> merging() {
    return cases().filter(parity -> parity.checks("merge"));
  }

  @ParameterizedTest
  @MethodSource("merging")
  void mergingAgrees(ParityCase parity) {
    try (PeftFixture f = new PeftFixture(parity)) {
      Setup merged = f.adapter.merged();

      near(f.logits(merged), f, parity);
      Map<String, float[]> found = merged(merged, f);
      List<Tensor> expected = group("merged_weight/", f);
      assertThat(expected).isNotEmpty();
      for (Tensor weight : expected) {
        String name = weight.name().substring("merged_weight/".length());
        assertThat(Differences.largest(found.get(name), weight.floats()))
            .as(name)
            .isLessThanOrEqualTo(parity.tolerance("logits"));
      }
    }
  }

  private static Map<String, float[]> merged(Setup setup, PeftFixture f) {
    ModelFacts facts = f.model.facts();
    Map<String, float[]> merged = new HashMap<>();
    for (LinearSite site : f.model.sites().linear()) {
      LinearWeights weights = setup.merged(site.id()).orElse(site.weights());
      String path = facts.prefix() + site.id().modulePath();
      merged.put(path + ".weight", HostMemory.floats(weights.weight()));
      if (weights.bias() != null) {
        merged.put(path + ".bias", HostMemory.floats(weights.bias()));
      }
    }
    return merged;
  }

  private static List<Tensor> group(String prefix, PeftFixture f) {
    return f.io.all().stream().filter(tensor -> tensor.name().startsWith(prefix)).toList();
  }

  private static void near(NDArray found, PeftFixture f, ParityCase parity) {
    float[] expected = ExpectedLogits.of("expected", f.io).orElseThrow();
    assertThat(Differences.largest(HostMemory.floats(found), expected))
        .isLessThanOrEqualTo(parity.tolerance("logits"));
  }
}
