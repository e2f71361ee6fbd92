package graft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.adapter.PublishedNames;
import graft.conformance.Method.Size;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.model.BaseModel;
import graft.site.LinearSite;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.adapter.Presets;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import graft.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
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
  private static final Loaded LOADED = new Loaded();

  private static final List<String> MERGING =
      List.of("lora", "ia3", "dora", "vera", "dvora", "mtl_lora", "peft_");

  @TempDir private Path directory;

  @Test
  void everyPresetIsTried() {
    Map<String, AdapterConfig> presets = Presets.byName();
    List<AdapterConfig> tried =
        Methods.ALL.stream()
            .flatMap(method -> Optional.ofNullable(presets.get(method.name())).stream())
            .toList();

    assertThat(presets.values())
        .filteredOn(preset -> !(preset instanceof FusionConfig))
        .isSubsetOf(tried);
  }

  static Stream<Arguments> everyMethodOnEveryArchitecture() {
    return pairs(false);
  }

  static Stream<Arguments> whatDoesNotGoTogether() {
    return pairs(true);
  }

  private static Stream<Arguments> pairs(boolean areRefused) {
    return Loaded.ALL.stream()
        .flatMap(architecture ->
            Methods.ALL.stream()
                .filter(method -> method.isFor(architecture))
                .filter(method -> Refusals.reason(architecture, method).isPresent() == areRefused)
                .map(method -> Arguments.of(architecture, method)));
  }

  @ParameterizedTest
  @MethodSource("whatDoesNotGoTogether")
  void whatDoesNotGoTogetherIsRefusedWithTheReason(String architecture, Method method) {
    assertThatThrownBy(() -> fit(architecture, method).close())
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(Refusals.reason(architecture, method).orElseThrow());
  }

  static Stream<Arguments> everyMethodOnWhatIsLikeBert() {
    return Loaded.LIKE_BERT.stream()
        .flatMap(
            architecture -> Methods.ALL.stream().map(method -> Arguments.of(architecture, method)));
  }

  @AfterAll
  static void close() {
    LOADED.close();
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
      assertThat(fitted.model().tokenEmbedding().stream().toList())
          .allSatisfy(words -> assertThat(words.hasGradient()).isFalse());
    }
  }

  @ParameterizedTest
  @MethodSource("everyMethodOnWhatIsLikeBert")
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
      PublishedNames names = PublishedNames.of(one.model().architecture(), "some");
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
        assertThat(fitted.outputs(fitted.adapter().mergedInPassing())).isEqualTo(merged);
      }
      assertThat(fitted.projections()).containsExactlyElementsOf(before);
      assertThat(fitted.base()).isEqualTo(base);
    }
  }

  @ParameterizedTest
  @MethodSource("everyMethodOnEveryArchitecture")
  void anEjectedPrefixAgrees(String architecture, Method method) {
    try (Fitted fitted = fit(architecture, method).moved();
        NDManager manager = fitted.model().newManager()) {
      Parameters flat = Parameters.in(manager, 0);
      if (!hasNetwork(method)) {
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

  private static boolean hasNetwork(Method method) {
    return Set.of("prefix_tuning", "mam", "unipelt").contains(method.name());
  }

  private static boolean merges(Method method) {
    boolean isGated = method.notation().contains("use_gating=True");
    boolean isLonger = method.notation().matches("peft_p(rompt_|_)tuning.*");
    return !isGated && !isLonger && MERGING.stream().anyMatch(method.notation()::startsWith);
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
    return Fitted.of(LOADED.model(architecture), config);
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
