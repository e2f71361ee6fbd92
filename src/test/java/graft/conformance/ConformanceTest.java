package graft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.adapter.PublishedNames;
import graft.conformance.Method.Size;
import graft.conformance.Method.Start;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.model.ModelDirectory;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.model.ModelConfig;
import graft.parity.ParityModels;
import graft.site.LinearSite;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every method promises on every architecture: it starts as its paper says, gradients reach
 * exactly its own tensors, what is saved is what is loaded, a merge agrees and leaves the base
 * model alone, an ejected prefix agrees, and the parameters are as many as the formula says.
 */
class ConformanceTest {
  private static final Map<String, String> MODELS =
      Map.of(
          "bert", "bert-a",
          "roberta", "roberta-a",
          "xlm-roberta", "xlm-roberta-a",
          "distilbert", "distilbert-a");

  private static final List<Method> METHODS =
      List.of(
          new Method("seq_bn", Start.NEAR, s -> s.layers() * s.bottleneck(s.hidden() / 16)),
          new Method(
              "double_seq_bn", Start.NEAR, s -> 2 * s.layers() * s.bottleneck(s.hidden() / 16)),
          new Method("par_bn", Start.IDENTITY, s -> s.layers() * s.bottleneck(s.hidden() / 2)),
          new Method(
              "scaled_par_bn",
              Start.IDENTITY,
              s -> s.layers() * (s.bottleneck(s.hidden() / 2) + 1)),
          new Method(
              "adapter_plus[reduction_factor=8]",
              Start.NEAR,
              s -> s.layers() * (s.bottleneck(s.hidden() / 8) + s.hidden())),
          new Method(
              "seq_bn[use_gating=True]",
              Start.NEAR,
              s -> s.layers() * (s.bottleneck(s.hidden() / 16) + s.hidden() + 1)),
          new Method(
              "seq_bn_inv",
              Start.ANY,
              s -> s.layers() * s.bottleneck(s.hidden() / 16) + 2 * coupling(s)),
          new Method(
              "compacter[reduction_factor=4]",
              Start.NEAR,
              s -> 2 * s.layers() * hypercomplex(s) + 64),
          new Method(
              "compacter++[reduction_factor=4]",
              Start.NEAR,
              s -> s.layers() * hypercomplex(s) + 64),
          new Method("lora", Start.IDENTITY, s -> s.layers() * 2 * 2 * 8 * s.hidden()),
          new Method(
              "lora[attn_matrices=['q','k','v'],intermediate_lora=True,output_lora=True,r=3]",
              Start.IDENTITY,
              s -> s.layers() * 3 * (3 * 2 * s.hidden() + 2 * (s.hidden() + s.wide()))),
          new Method(
              "lora[use_gating=True]",
              Start.IDENTITY,
              s -> s.layers() * 2 * (2 * 8 * s.hidden() + s.hidden() + 1)),
          new Method("ia3", Start.IDENTITY, s -> s.layers() * (2 * s.hidden() + s.wide())),
          new Method(
              "prefix_tuning[prefix_length=5,bottleneck_size=7]",
              Start.ANY,
              s -> 5 * s.hidden() + 7 * (s.hidden() + 1) + (7 + 1) * 2 * s.layers() * s.hidden()),
          new Method(
              "prefix_tuning_flat[prefix_length=5]",
              Start.ANY,
              s -> 5 * 2 * s.layers() * s.hidden()),
          new Method(
              "peft_lora[target_modules=['query','q_lin','0.output.dense','0.ffn.lin2'],r=3,rank_pattern={'0.output.dense': 5, 'lin2': 5}]",
              Start.IDENTITY,
              s -> s.layers() * 3 * 2 * s.hidden() + 5 * (s.hidden() + s.wide())),
          new Method(
              "peft_lora[target_modules=['value','v_lin'],r=2,bias='lora_only']",
              Start.IDENTITY,
              s -> s.layers() * (2 * 2 * s.hidden() + s.hidden())),
          new Method(
              "peft_ia3[target_modules=['value','v_lin','output.dense','out_lin','lin2'],feedforward_modules=['output.dense','out_lin','lin2']]",
              Start.IDENTITY,
              s -> s.layers() * (2 * s.hidden() + s.wide())));

  private static final Map<String, BaseModel> LOADED = new LinkedHashMap<>();

  @TempDir private Path directory;

  /** Each half of a coupling: a bottleneck of a quarter of the width. */
  private static long coupling(Size s) {
    long half = s.hidden() / 2;
    long narrow = half / 2;
    return 2 * half * narrow + narrow + half;
  }

  /** Factorised to rank 1 with n = 4, down and up, with biases. */
  private static long hypercomplex(Size s) {
    long narrow = s.hidden() / 4;
    return 2 * (s.hidden() + narrow) + narrow + s.hidden();
  }

  static Stream<Arguments> everyMethodOnEveryArchitecture() {
    return MODELS.keySet().stream()
        .sorted()
        .flatMap(
            architecture -> METHODS.stream().map(method -> Arguments.of(architecture, method)));
  }

  @AfterAll
  static void close() {
    LOADED.values().forEach(BaseModel::close);
    LOADED.clear();
  }

  @ParameterizedTest
  @MethodSource("everyMethodOnEveryArchitecture")
  void startsAsItsPaperSays(String architecture, Method method) {
    try (Fitted fitted = fit(architecture, method)) {
      double difference = difference(fitted.outputs(), fitted.base());

      switch (method.start()) {
        case IDENTITY -> assertThat(difference).isZero();
        case NEAR -> assertThat(difference).isBetween(1e-9, 0.5);
        case ANY -> assertThat(difference).isPositive().isFinite();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyMethodOnEveryArchitecture")
  void gradientsReachExactlyItsOwnTensors(String architecture, Method method) {
    try (Fitted fitted = fit(architecture, method).moved()) {
      fitted.backward();

      assertThat(fitted.adapter().parameters().trainable())
          .isNotEmpty()
          .allSatisfy(parameter ->
              assertThat(Gradients.of(parameter.value()).map(HostMemory::floats))
                  .as(parameter.name().toString())
                  .hasValueSatisfying(values -> assertThat(largest(values)).isPositive()));
      assertThat(fitted.model().sites().linear())
          .extracting(site -> site.weights().weight().hasGradient())
          .containsOnly(false);
      assertThat(fitted.model().tokenEmbedding().hasGradient()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("everyMethodOnEveryArchitecture")
  void hasAsManyParametersAsTheFormulaSays(String architecture, Method method) {
    try (Fitted fitted = fit(architecture, method)) {
      BaseModel model = fitted.model();
      long wide = model.sites().linear().stream().mapToLong(LinearSite::out).max().orElseThrow();

      assertThat(fitted.adapter().parameters().count())
          .isEqualTo(method.parameters().applyAsLong(Size.of(model, wide)));
    }
  }

  @ParameterizedTest
  @MethodSource("everyMethodOnEveryArchitecture")
  void whatIsSavedIsWhatIsLoaded(String architecture, Method method) {
    Path file = directory.resolve("adapter.safetensors");
    try (Fitted one = fit(architecture, method).moved();
        Fitted other = fit(architecture, method)) {
      PublishedNames names = new PublishedNames(one.model().facts().prefix(), "some");
      save(one.adapter().parameters(), names, file);
      load(other.adapter().parameters(), names, file);

      assertThat(other.outputs()).isEqualTo(one.outputs());
    }
  }

  @ParameterizedTest
  @MethodSource("everyMethodOnEveryArchitecture")
  void aMergeAgreesAndLeavesTheBaseModelAlone(String architecture, Method method) {
    try (Fitted fitted = fit(architecture, method).moved()) {
      if (!merges(method)) {
        assertThatThrownBy(() -> fitted.adapter().merged())
            .isInstanceOfSatisfying(
                GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_MERGEABLE))
            .hasMessageContaining(fitted.adapter().config().method());
        return;
      }
      List<float[]> before = fitted.projections();
      float[] base = fitted.base();
      try (Scope scope = new Scope()) {
        float[] merged = fitted.outputs(fitted.adapter().merged());
        assertThat(difference(merged, fitted.outputs())).isCloseTo(0, within(1e-5));
      }
      assertThat(fitted.projections()).usingRecursiveComparison().isEqualTo(before);
      assertThat(fitted.base()).isEqualTo(base);
    }
  }

  @ParameterizedTest
  @MethodSource("everyMethodOnEveryArchitecture")
  void anEjectedPrefixAgrees(String architecture, Method method) {
    try (Fitted fitted = fit(architecture, method).moved();
        NDManager manager = fitted.model().newManager()) {
      Parameters flat = Parameters.in(manager, 0);
      if (!method.notation().startsWith("prefix_tuning[")) {
        assertThatThrownBy(() -> fitted.adapter().ejected(flat))
            .isInstanceOfSatisfying(
                GraftException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_TO_EJECT));
        return;
      }
      Adapter ejected = fitted.adapter().ejected(flat);

      assertThat(difference(fitted.outputs(ejected.setup()), fitted.outputs()))
          .isCloseTo(0, within(1e-5));
      assertThat(flat.count()).isLessThan(fitted.adapter().parameters().count());
    }
  }

  private static boolean merges(Method method) {
    boolean isGated = method.notation().contains("use_gating=True");
    return !isGated && Stream.of("lora", "ia3", "peft_").anyMatch(method.notation()::startsWith);
  }

  private static void save(Parameters parameters, PublishedNames names, Path file) {
    List<Tensor> tensors = new ArrayList<>();
    for (Parameter parameter : parameters.all()) {
      tensors.add(
          Tensor.of(
              names.of(parameter.name()),
              parameter.value().getShape().getShape(),
              HostMemory.floats(parameter.value())));
    }
    SafetensorsWriter.write(file, tensors, Map.of());
  }

  private static void load(Parameters parameters, PublishedNames names, Path file) {
    try (Tensors saved = Safetensors.open(file, ErrorCode.INVALID_ADAPTER)) {
      assertThat(saved.all()).hasSameSizeAs(parameters.all());
      for (Parameter parameter : parameters.all()) {
        Tensor tensor = saved.get(names.of(parameter.name()));
        parameters.set(parameter, tensor.floats(), tensor.shape());
      }
    }
  }

  private static Fitted fit(String architecture, Method method) {
    AdapterConfig config = method.config();
    return Fitted.of(LOADED.computeIfAbsent(architecture, ConformanceTest::load), config);
  }

  private static BaseModel load(String architecture) {
    Path path = ParityModels.directory(architecture, MODELS.get(architecture));
    ModelDirectory model = ModelDirectory.open(path);
    return Architectures.load(
        new ModelConfig(model.config()),
        model.weights(),
        Devices.manager(new DeviceId("cpu")),
        false);
  }

  private static double difference(float[] one, float[] other) {
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs((double) one[i] - other[i]));
    }
    return largest;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
