package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.adapter.Adapter;
import graft.format.Safetensors;
import graft.format.Tensors;
import graft.model.BaseModel;
import graft.model.Inputs;
import graft.recipe.MergeReport;
import graft.recipe.Resolution;
import graft.recipe.ResolveSpec;
import graft.recipe.adapted.FrozenAdapters;
import graft.site.Pass;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.tensor.Gradients;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters that are trained on others, mixed with others, and exchanged under others. */
class ComposedAdaptersTest {
  private static final String SMALL = "pfeiffer[reduction_factor=4]";
  private static final Object ON_A = Map.of("stack", List.of("adp-a", "$new"));

  private Workbench bench;
  @TempDir private Path directory;

  @BeforeEach
  void trainTwo() throws IOException {
    bench = new Workbench(directory);
    bench.train("adp-a", SMALL, "$new");
    bench.train("adp-b", SMALL, "$new");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void anAdapterLearnsOnAFrozenOneAndRemembersIt() throws IOException {
    Path frozen = bench.source("adp-a").directory().resolve("adapter.safetensors");
    byte[] before = Files.readAllBytes(frozen);

    Map<String, Double> metrics = bench.train("adp-task", SMALL, ON_A);

    assertThat(metrics).containsEntry("test_accuracy", 1.0);
    assertThat(Files.readAllBytes(frozen)).isEqualTo(before);
    assertThat(bench.recipes.trainedIn(bench.source("adp-task"))).isEqualTo(SetupSpec.read(ON_A));
    assertThat(bench.predict("adp-task", stack("adp-a", "adp-task")))
        .extracting(answer -> answer.get("label"))
        .containsExactly("ask", "tell");
  }

  @Test
  void theAdapterBelowCanBeExchangedAndLeftOut() {
    bench.train("adp-task", SMALL, ON_A);

    assertThat(
            List.of(
                bench.predict("adp-task", stack("adp-a", "adp-task")),
                bench.predict("adp-task", stack("adp-b", "adp-task")),
                bench.predict("adp-task", stack("adp-task", "adp-a")),
                bench.predict("adp-task", "adp-task")))
        .doesNotHaveDuplicates();
  }

  @Test
  void frozenAdaptersGetNoGradient() {
    bench.models.with(
        bench.model,
        Workbench.CPU,
        false,
        model -> {
          try (NDManager manager = model.newManager()) {
            FrozenAdapters others =
                FrozenAdapters.open(
                    model, manager, SetupSpec.read(ON_A), SetupSpec.NEW, bench.adapters);
            Adapter trained =
                Adapter.fit(
                    AdapterConfig.read("houlsby"), model.sites(), Parameters.in(manager, 1));

            Gradients.backward(Gradients.recorded(() -> loss(model, others, trained, manager)));

            assertThat(parameters(others.adapters().get("adp-a")))
                .isNotEmpty()
                .allSatisfy(frozen -> assertThat(Gradients.of(frozen.value())).isEmpty());
            assertThat(parameters(trained))
                .allSatisfy(other -> assertThat(Gradients.of(other.value())).isPresent());
          }
          return model;
        });
  }

  private static NDArray loss(
      BaseModel model, FrozenAdapters others, Adapter trained, NDManager manager) {
    NDArray ids = manager.create(new long[] {5, 6, 7}, new Shape(1, 3));
    Inputs inputs = new Inputs.Text(ids, ids.onesLike(), null);
    NDArray hidden = model.forward(inputs, Pass.of(others.with(trained))).hidden();
    return Ops.sum(Ops.slice(hidden, 2, 0, 1));
  }

  private static List<Parameter> parameters(Adapter adapter) {
    return adapter.parameters().all();
  }

  @Test
  void aFusionOfTwoIsTrainedAndSavedAsTheReferenceDoes() {
    Map<String, Double> metrics =
        bench.train("adp-mix", "fusion", Map.of("fuse", List.of("adp-a", "adp-b")));

    assertThat(metrics).containsEntry("test_accuracy", 1.0);
    Path files = bench.source("adp-mix").directory();
    try (Tensors saved =
        Safetensors.open(
            files.resolve("model_adapter_fusion.safetensors"), ErrorCode.INVALID_ADAPTER)) {
      String site = "bert.encoder.layer.0.output.adapter_fusion_layer.graft.";
      assertThat(saved.names())
          .hasSize(3 * 5)
          .contains(
              site + "query.weight",
              site + "query.bias",
              site + "key.weight",
              site + "key.bias",
              site + "value.weight");
    }
    assertThat(files.resolve("adapter_fusion_config.json"))
        .content()
        .contains("adapter_names", "\"graft\"", "\"graft_2\"", "value_before_softmax");
    assertThat(bench.predict("adp-mix", Map.of("fuse", List.of("adp-a", "adp-b"))))
        .extracting(answer -> answer.get("label"))
        .containsExactly("ask", "tell");
  }

  @Test
  void aFusionIsCountedWithoutTheAdaptersThatItMixes() {
    Resolution resolution =
        bench.recipes.resolve(
            new ResolveSpec(
                bench.model,
                AdapterConfig.read("fusion"),
                SetupSpec.read(Map.of("fuse", List.of("adp-a", "adp-b"))),
                bench.adapters));

    assertThat(resolution.trainableParameters()).isEqualTo(3 * (3 * 32 * 32 + 2 * 32));
    assertThat(resolution.sites())
        .containsExactly(
            "encoder.layer.0.output", "encoder.layer.1.output", "encoder.layer.2.output");
  }

  @Test
  void adaptersThatSitElsewhereCannotBeFused() {
    bench.train("adp-c", "houlsby[reduction_factor=4]", "$new");
    ResolveSpec spec =
        new ResolveSpec(
            bench.model,
            AdapterConfig.read("fusion"),
            SetupSpec.read(Map.of("fuse", List.of("adp-a", "adp-c"))),
            bench.adapters);

    assertThatThrownBy(() -> bench.recipes.resolve(spec))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining("mh_adapter")
        .hasMessageContaining("encoder.layer.0.attention.output");
  }

  @Test
  void aUnionMergesIfAllItsPartsDo() {
    bench.train("adp-union", "lora[leave_out=[0]]|ia3[leave_out=[1,2]]", "$new");

    MergeReport report = bench.recipes.merge(bench.source("adp-union"), Workbench.CPU);

    assertThat(report.sites()).isEqualTo(2 * 2 + 3);
    assertThat(report.largestLogitDifference()).isCloseTo(0, within(1e-4));
  }

  @Test
  void aUnionThatDoesNotMergeNamesThePart() {
    bench.train("adp-union", "lora|" + SMALL, "$new");

    assertThatThrownBy(() -> bench.recipes.merge(bench.source("adp-union"), Workbench.CPU))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_MERGEABLE))
        .hasMessageContaining("union with its bottleneck");
  }

  @Test
  void parallelAnswersWithEachAdapterAndItsOwnHead() {
    List<Map<String, Object>> both =
        bench.predict("adp-a", Map.of("parallel", List.of("adp-a", "adp-b")));

    List<Map<String, Object>> ofA = bench.predict("adp-a", "adp-a");
    List<Map<String, Object>> ofB = bench.predict("adp-b", "adp-b");
    for (int row = 0; row < 2; row++) {
      List<?> answers = (List<?>) both.get(row).get("answers");
      assertThat(answers).hasSize(2);
      assertThat(answers.getFirst()).isEqualTo(with("adapter", "adp-a", ofA.get(row)));
      assertThat(answers.getLast()).isEqualTo(with("adapter", "adp-b", ofB.get(row)));
    }
  }

  @Test
  void aBatchSplitAnswersEachRowWithItsAdapter() {
    List<Map<String, Object>> split =
        bench.predict("adp-a", Map.of("batch_split", List.of("adp-a", "adp-b"), "batch_sizes", 1));

    assertThat(split).extracting(answer -> answer.get("adapter")).containsExactly("adp-a", "adp-b");
    near(split.getFirst(), bench.predict("adp-a", "adp-a").getFirst());
    near(split.getLast(), bench.predict("adp-b", "adp-b").getLast());
  }

  /** Rows of another batch have other roundings. */
  private static void near(Map<String, Object> found, Map<String, Object> expected) {
    List<?> logits = (List<?>) expected.get("logits");
    for (int i = 0; i < logits.size(); i++) {
      assertThat((Float) ((List<?>) found.get("logits")).get(i))
          .isCloseTo((Float) logits.get(i), within(1e-5f));
    }
  }

  @Test
  void anAverageWithAllWeightOnOneIsThatOne() {
    assertThat(
            bench.predict(
                "adp-a", Map.of("average", List.of("adp-a", "adp-b"), "weights", List.of(1, 0))))
        .isEqualTo(bench.predict("adp-a", "adp-a"));
  }

  private static Object stack(String... adapters) {
    return Map.of("stack", List.of(adapters));
  }

  private static Map<String, Object> with(String name, Object value, Map<String, Object> rest) {
    Map<String, Object> all = new LinkedHashMap<>(rest);
    all.put(name, value);
    return all;
  }
}
