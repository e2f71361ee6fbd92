package graft.format.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.format.Tensor;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterHubTest {
  private static final String NORM = "bert.encoder.layer.0.output.adapters.a.adapter_norm_before.";
  private static final String FUNCTION = "bert.encoder.layer.0.output.adapters.a.non_linearity.f.";
  private static final String DOWN = "bert.encoder.layer.0.output.adapters.a.adapter_down.";

  private final Arena arena = Arena.ofConfined();
  @TempDir Path directory;

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void whatTheLibrarySavedIsRead() {
    SavedAdapter saved = AdapterHub.read(Saved.PFEIFFER, arena);

    assertThat(saved.adapter().envelope().name()).contains("task");
    assertThat(saved.adapter().envelope().modelType()).isEqualTo("bert");
    assertThat(saved.adapter().envelope().config().orElseThrow())
        .containsEntry("reduction_factor", 16)
        .containsEntry("scaling", 1.0)
        .containsEntry("inv_adapter", null);
    assertThat(saved.adapter().tensors())
        .hasSize(12)
        .containsKey("bert.encoder.layer.2.output.adapters.task.adapter_up.weight");
    assertThat(saved.head().orElseThrow().tensors().get("heads.task.4.weight").shape())
        .containsExactly(2, 32);
  }

  @Test
  void configurationsKeepTheirBytes() {
    SavedAdapter saved = AdapterHub.read(Saved.PFEIFFER, arena);
    Path copy = directory.resolve("copy");

    AdapterHub.bundle(saved, "card").writeTo(copy);

    assertThat(copy.resolve("adapter_config.json"))
        .hasSameBinaryContentAs(Saved.PFEIFFER.resolve("adapter_config.json"));
    assertThat(copy.resolve("head_config.json"))
        .hasSameBinaryContentAs(Saved.PFEIFFER.resolve("head_config.json"));
    assertThat(copy.resolve("README.md")).hasContent("card");
  }

  @ParameterizedTest
  @CsvSource({
    "adapter.safetensors, model_head.safetensors",
    "pytorch_adapter.bin, pytorch_model_head.bin"
  })
  void eitherKindOfWeightsIsEnough(String adapterFile, String headFile) throws IOException {
    SavedAdapter saved = AdapterHub.read(Saved.PFEIFFER, arena);
    Path copy = directory.resolve("copy");
    AdapterHub.bundle(saved, "").writeTo(copy);

    Files.delete(copy.resolve(adapterFile));
    Files.delete(copy.resolve(headFile));

    assertThat(AdapterHub.read(copy, arena)).isEqualTo(saved);
  }

  @Test
  void anArchiveIsTheDirectoryPacked() throws IOException {
    SavedAdapter saved = AdapterHub.read(Saved.FLAT_PREFIX, arena);
    Path zip = zipped(AdapterHub.bundle(saved, "card"));

    AdapterZip.unpack(zip, directory.resolve("unpacked"), 1 << 20);

    assertThat(AdapterLayout.of(directory.resolve("unpacked")))
        .isEqualTo(AdapterLayout.ADAPTER_HUB);
    assertThat(AdapterHub.read(directory.resolve("unpacked"), arena)).isEqualTo(saved);
    assertThat(zip).hasSameBinaryContentAs(zipped(AdapterHub.bundle(saved, "card")));
  }

  @Test
  void aliasesOfThePrefixPoolAreIgnored() throws IOException {
    SavedAdapter saved = AdapterHub.read(Saved.FLAT_PREFIX, arena);
    Path torchOnly =
        copyWithout(Saved.FLAT_PREFIX, "adapter.safetensors", "model_head.safetensors");

    assertThat(AdapterHub.read(torchOnly, arena)).isEqualTo(saved);
    assertThat(saved.adapter().tensors().keySet())
        .containsExactly("bert.prefix_tuning.prefix_tunings.task.self_prefix.control_trans");
  }

  @Test
  void aNormBeforeTheProjectionHasBothItsNamesInFiles() {
    Tensor norm = Tensor.of(DOWN + "0.weight", new long[] {1}, 1);
    Tensor down = Tensor.of(DOWN + "1.weight", new long[] {1, 1}, 2);

    SavedAdapter read = roundTrip(Map.of(), norm, down);

    assertThat(AdapterNames.withTwins(List.of(norm, down)))
        .containsExactlyInAnyOrder(norm, down, norm.named(NORM + "weight"));
    assertThat(read.adapter().tensors().values()).containsExactly(norm, down);
    Tensor dense = Tensor.of(DOWN + "0.weight", new long[] {1, 1}, 1);
    assertThat(AdapterNames.withTwins(List.of(dense))).containsExactly(dense);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void anActivationThatLearnsIsReadOnceAndWrittenUnderBothItsNames(String place) {
    Tensor slope = Tensor.of(DOWN + place + ".f.weight", new long[] {1}, 0.25f);

    List<Tensor> written = AdapterNames.withTwins(List.of(slope));

    assertThat(written).extracting(Tensor::name).containsExactly(slope.name(), FUNCTION + "weight");
    assertThat(roundTrip(Map.of(), slope).adapter().tensors().values()).containsExactly(slope);
  }

  @Test
  void namesOfTheFirstVersionsAreRenamed() {
    SavedAdapter read =
        roundTrip(
            Map.of(),
            Tensor.of("bert.a.layer_text_task_adapters.x.adapter_up.bias", new long[] {1}, 1),
            Tensor.of("bert.invertible_lang_adapters.x.F.0.bias", new long[] {1}, 2));

    assertThat(read.adapter().tensors().keySet())
        .containsExactly(
            "bert.a.adapters.x.adapter_up.bias", "bert.invertible_adapters.x.F.0.bias");
  }

  @ParameterizedTest
  @CsvSource({
    "adapters.0.2, 8",
    "adapters.1, 8",
    "adapters.1.0.1, 8",
    "adapters.1.1.0.dev0, 8",
    "adapters.1.1.0rc1, 8",
    "adapters.1.1.dev1, 8",
    "adapters.1.1, 16",
    "adapters.1.1.0, 16",
    "adapters.1.1.0.post1, 16",
    "adapters.1.1.1.dev0, 16",
    "adapters.1.2.0, 16",
    "3.2.1, 16"
  })
  void oldLoraFilesWereTrainedWithoutTheirScale(String version, int alpha) {
    Map<String, Object> config = Map.of("architecture", "lora", "r", 8, "alpha", 16);

    SavedPart part = LegacyAdapterHub.upToDate(part(Optional.of(version), Map.of(), config));

    assertThat(part.envelope().config().orElseThrow()).containsEntry("alpha", alpha);
  }

  @Test
  void activationsOfFilesWithoutAVersionHaveTheirOldMeaning() {
    Optional<String> none = Optional.empty();
    Optional<String> old = Optional.of("1.0.0");

    assertThat(activation(none, "gelu")).isEqualTo("gelu_new");
    assertThat(activation(none, "gelu_orig")).isEqualTo("gelu");
    assertThat(activation(none, "relu")).isEqualTo("relu");
    assertThat(activation(old, "gelu")).isEqualTo("gelu");
  }

  @Test
  void theFirstVersionsNestedTheInvertiblePart() {
    Map<String, Object> config =
        Map.of("invertible_adapter", Map.of("block_type", "nice", "reduction_factor", 2));
    Tensor invertible = Tensor.of("bert.invertible_adapters.a.F.0.bias", new long[] {1}, 1);

    SavedPart part =
        LegacyAdapterHub.upToDate(
            part(Optional.of("1.0"), Map.of("type", "text_task"), config, invertible));
    SavedPart without =
        LegacyAdapterHub.upToDate(part(Optional.of("1.0"), Map.of("type", "text_task"), config));

    assertThat(part.envelope().config().orElseThrow())
        .isEqualTo(Map.of("inv_adapter", "nice", "inv_adapter_reduction_factor", 2));
    assertThat(without.envelope().config().orElseThrow()).containsEntry("inv_adapter", null);
  }

  @Test
  void anEjectedPrefixIsFlat() {
    Tensor flat =
        Tensor.of(
            "prefix_tuning.prefix_tunings.a.self_prefix.control_trans", new long[] {4}, 1, 2, 3, 4);
    Map<String, Object> prefix = Map.of("architecture", "prefix_tuning", "flat", false);
    Map<String, Object> union = Map.of("architecture", "union", "configs", List.of(prefix));

    SavedPart one = LegacyAdapterHub.upToDate(part(Optional.of("3.2.1"), Map.of(), prefix, flat));
    SavedPart both = LegacyAdapterHub.upToDate(part(Optional.of("3.2.1"), Map.of(), union, flat));

    assertThat(one.envelope().config().orElseThrow()).containsEntry("flat", true);
    assertThat(both.envelope().config().orElseThrow().get("configs"))
        .isEqualTo(List.of(Map.of("architecture", "prefix_tuning", "flat", true)));
  }

  @Test
  void tensorsMoveToAnotherNameAndPrefix() {
    Map<String, Tensor> tensors = AdapterHub.read(Saved.PFEIFFER, arena).adapter().tensors();

    Map<String, Tensor> renamed = AdapterNames.renamed(tensors, "task", "new.name");

    assertThat(renamed)
        .containsKey("bert.encoder.layer.0.output.adapters.new.name.adapter_up.bias");
    assertThat(AdapterNames.renamed(renamed, "new.name", "task")).isEqualTo(tensors);
    Map<String, Tensor> bare =
        AdapterNames.mapped(tensors, name -> name.substring("bert.".length()));
    assertThat(AdapterNames.withPrefix(bare, "bert.")).isEqualTo(tensors);
    assertThat(AdapterNames.withPrefix(tensors, "bert.")).isEqualTo(tensors);
  }

  @Test
  void anAdapterAndItsHeadTakeAnotherName() {
    SavedAdapter saved = AdapterHub.read(Saved.PFEIFFER, arena);

    SavedAdapter renamed = saved.named("sentiment");

    assertThat(renamed.adapter().envelope().name()).contains("sentiment");
    assertThat(renamed.head().orElseThrow().tensors()).containsKey("heads.sentiment.4.weight");
    assertThat(renamed.named("task")).isEqualTo(saved);
  }

  @Test
  void whatIsMissingOrWrongIsNamed() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("adapter"));
    assertRefused(folder, "adapter: has no adapter_config.json");
    write(folder, "{\"name\": \"a\", \"config\": {}}");
    assertRefused(
        folder, "has adapter_config.json but neither adapter.safetensors nor pytorch_adapter.bin");
    write(folder, "{\"name\": 7, \"config\": {}}");
    assertRefused(folder, "adapter_config.json: name must be a string");
    Files.copy(
        Saved.PFEIFFER.resolve("adapter.safetensors"), folder.resolve("adapter.safetensors"));
    write(folder, "{\"config\": {}}");
    assertRefused(folder, "adapter_config.json: name is missing");
    write(folder, "{\"name\": \"a\"}");
    assertRefused(folder, "adapter_config.json: config is missing");
    write(folder, "{\"name\": \"a\", \"config\": []}");
    assertRefused(folder, "adapter_config.json: config must be an object");
    assertThatThrownBy(() -> AdapterLayout.of(folder.getParent()))
        .hasMessageContaining("has no adapter_config.json");
    write(folder, "{\"name\": \"a\"}");
    assertThatThrownBy(() -> AdapterLayout.of(folder))
        .hasMessageContaining("has neither peft_type");
  }

  private void assertRefused(Path folder, String fault) {
    assertThatThrownBy(() -> AdapterHub.read(folder, arena))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining(fault)
        .hasMessageNotContaining(directory.toString())
        .extracting(e -> ((GraftException) e).code())
        .isEqualTo(ErrorCode.INVALID_ADAPTER);
  }

  private static Object activation(Optional<String> version, String name) {
    SavedPart part = part(version, Map.of(), Map.of("non_linearity", name));
    return LegacyAdapterHub.upToDate(part).envelope().config().orElseThrow().get("non_linearity");
  }

  private SavedAdapter roundTrip(Map<String, Object> config, Tensor... tensors) {
    SavedPart part = part(Optional.of(AdapterConfigFile.VERSION), Map.of(), config, tensors);
    Path saved = directory.resolve("saved");
    AdapterHub.bundle(new SavedAdapter(part, Optional.empty()), "").writeTo(saved);
    return AdapterHub.read(saved, arena);
  }

  private static SavedPart part(
      Optional<String> version,
      Map<String, Object> more,
      Map<String, Object> config,
      Tensor... tensors) {
    AdapterConfigFile envelope =
        new AdapterConfigFile(
            Optional.of(config), Optional.of("a"), "bert", "", "", Optional.empty(), version, more);
    Map<String, Tensor> byName = new TreeMap<>();
    for (Tensor tensor : tensors) {
      byName.put(tensor.name(), tensor);
    }
    return new SavedPart(envelope, byName);
  }

  private Path zipped(FileSet bundle) throws IOException {
    Path zip = Files.createTempFile(directory, "adapter", ".zip");
    try (var out = Files.newOutputStream(zip)) {
      bundle.zipTo(out);
    }
    return zip;
  }

  private Path copyWithout(Path saved, String... names) throws IOException {
    Path copy = Files.createDirectory(directory.resolve("without"));
    try (var files = Files.list(saved)) {
      for (Path file : files.toList()) {
        if (!List.of(names).contains(file.getFileName().toString())) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
    }
    return copy;
  }

  private static void write(Path folder, String config) throws IOException {
    Files.writeString(folder.resolve("adapter_config.json"), config);
  }
}
