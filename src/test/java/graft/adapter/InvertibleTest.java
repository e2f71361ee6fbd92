package graft.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.site.EmbeddingSite;
import graft.site.Pass;
import graft.site.Sites;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Devices;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The invertible part of a language adapter. */
class InvertibleTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Devices.manager(new DeviceId("cpu"));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "seq_bn_inv, 32",
    "pfeiffer+inv, 16",
    "houlsby+inv, 33",
    "pfeiffer[inv_adapter='glow'], 32",
    "pfeiffer[inv_adapter='glow'], 31"
  })
  void theInverseUndoesTheForwardPass(String preset, long width) {
    String config = preset.replace("]", ",inv_adapter_reduction_factor=2]");
    Parameters parameters = Parameters.in(manager, 3);
    Sites sites = Places.encoder(1, width);
    Adapter adapter = Adapter.fit(AdapterConfig.read(config), sites, parameters);
    parameters.all().forEach(this::shake);
    EmbeddingSite site = sites.embedding().getFirst();
    Pass pass = Pass.of(adapter.setup());
    NDArray x = manager.randomNormal(0, 1, new Shape(2, 5, width), DataType.FLOAT32);

    NDArray there = site.forward(x, pass);
    NDArray back = site.inverse(there, pass);

    assertThat(largestDifference(there, x)).isGreaterThan(0.1f);
    assertThat(largestDifference(back, x)).isLessThan(1e-5f);
  }

  @Test
  void tensorsHaveTheirPublishedNamesAndShapes() {
    assertThat(shapes("seq_bn_inv[inv_adapter_reduction_factor=2]", 16))
        .containsEntry("bert.invertible_adapters.de.F.0.weight", new Shape(4, 8))
        .containsEntry("bert.invertible_adapters.de.F.2.weight", new Shape(8, 4))
        .containsEntry("bert.invertible_adapters.de.G.0.bias", new Shape(4))
        .containsEntry("bert.invertible_adapters.de.G.2.bias", new Shape(8));
    assertThat(shapes("seq_bn_inv[inv_adapter='glow']", 16))
        .containsEntry("bert.invertible_adapters.de.s1.0.weight", new Shape(4, 8))
        .containsEntry("bert.invertible_adapters.de.s1.2.weight", new Shape(16, 4))
        .containsEntry("bert.invertible_adapters.de.s2.2.bias", new Shape(16));
  }

  private Map<String, Shape> shapes(String config, long width) {
    Parameters parameters = Parameters.in(manager, 0);
    Adapter.fit(AdapterConfig.read(config), Places.encoder(1, width), parameters);
    PublishedNames names = new PublishedNames("bert.", Optional.empty(), "de");
    return parameters.all().stream()
        .collect(Collectors.toMap(p -> names.of(p.name()), p -> p.value().getShape()));
  }

  @Test
  void itStandsWhateverLayersAreLeftOut() {
    Sites sites = Places.encoder(2, 32);

    Adapter adapter =
        Adapter.fit(
            AdapterConfig.read("pfeiffer+inv[leave_out=[0, 1]]"), sites, Parameters.in(manager, 0));

    assertThat(adapter.setup().paths()).containsExactly("embeddings");
    assertThat(adapter.parameters().count()).isEqualTo(2 * (2 * 16 * 8 + 8 + 16));
  }

  @Test
  void aModelWithoutEmbeddingsHasNoPlaceForIt() {
    Sites sublayers =
        new Sites(
            Places.encoder(1, 32).all().stream()
                .filter(site -> !(site instanceof EmbeddingSite))
                .toList());

    assertThatThrownBy(() ->
            Adapter.fit(AdapterConfig.read("seq_bn_inv"), sublayers, Parameters.in(manager, 0)))
        .isInstanceOfSatisfying(
            GraftException.class,
            e -> assertThat(e.faults()).extracting(Fault::pointer).contains("/inv_adapter"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seq_bn_inv[inv_adapter_reduction_factor=17]",
        "seq_bn_inv[inv_adapter_reduction_factor=0]",
        "seq_bn[inv_adapter='nice']"
      })
  void aFactorThatLeavesNothingIsRefused(String config) {
    assertThatThrownBy(() ->
            Adapter.fit(
                AdapterConfig.read(config), Places.encoder(1, 32), Parameters.in(manager, 0)))
        .isInstanceOfSatisfying(
            GraftException.class,
            e ->
                assertThat(e.faults())
                    .extracting(Fault::pointer)
                    .containsExactly("/inv_adapter_reduction_factor"));
  }

  @Test
  void mergingIsRefusedByName() {
    Adapter adapter =
        Adapter.fit(
            AdapterConfig.read("seq_bn_inv"), Places.encoder(1, 32), Parameters.in(manager, 0));

    assertThatThrownBy(adapter::merged)
        .isInstanceOfSatisfying(
            GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_MERGEABLE))
        .hasMessageContaining("bottleneck");
  }

  /** Values as after some training: far from the start, where everything is nearly identity. */
  private void shake(Parameter parameter) {
    parameter.set(manager.randomNormal(0, 0.3f, parameter.value().getShape(), DataType.FLOAT32));
  }

  private static float largestDifference(NDArray a, NDArray b) {
    return a.sub(b).abs().max().getFloat();
  }
}
