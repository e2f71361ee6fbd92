package graft.adapter.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.adapter.Adapter;
import graft.adapter.Places;
import graft.adapter.PublishedNames;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.format.Tensor;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.SavedPart;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.site.AttentionSite;
import graft.site.KeyValue;
import graft.site.Pass;
import graft.site.Setup;
import graft.site.SiteId;
import graft.site.Sites;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prefix tuning on sites without a model: two heads of three in a width of eight. */
class PrefixTuningTest {
  private static final int HEADS = 2;
  private static final int HEAD_SIZE = 3;
  private static final int WIDTH = 8;

  private static final Sites ENCODER = sites(3, Stack.ENCODER, Role.SELF_ATTENTION, "self_prefix");

  private NDManager manager;
  private Parameters parameters;

  @BeforeEach
  void open() {
    manager = Devices.manager(new DeviceId("cpu")).newSubManager();
    parameters = Parameters.in(manager, 5);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theTensorsHaveTheirPublishedNamesAndShapes() {
    fit("prefix_tuning[prefix_length=4,bottleneck_size=5,use_gating=True,shared_gating=False]");

    assertThat(shapes())
        .containsExactlyInAnyOrder(
            "p.prefix_tuning.prefix_tunings.n.self_prefix.wte.weight(4, 8)",
            "p.prefix_tuning.prefix_tunings.n.self_prefix.control_trans.0.weight(5, 8)",
            "p.prefix_tuning.prefix_tunings.n.self_prefix.control_trans.0.bias(5)",
            "p.prefix_tuning.prefix_tunings.n.self_prefix.control_trans.2.weight(36, 5)",
            "p.prefix_tuning.prefix_tunings.n.self_prefix.control_trans.2.bias(36)",
            "p.self.0.prefix_tuning.prefix_gates.n.weight(2, 8)",
            "p.self.0.prefix_tuning.prefix_gates.n.bias(2)",
            "p.self.1.prefix_tuning.prefix_gates.n.weight(2, 8)",
            "p.self.1.prefix_tuning.prefix_gates.n.bias(2)",
            "p.self.2.prefix_tuning.prefix_gates.n.weight(2, 8)",
            "p.self.2.prefix_tuning.prefix_gates.n.bias(2)");
  }

  @Test
  void flatPrefixesAreOneVectorWithoutTheLayersLeftOut() {
    Adapter adapter = fit("prefix_tuning_flat[prefix_length=4,leave_out=[1]]");

    assertThat(shapes())
        .containsExactly("p.prefix_tuning.prefix_tunings.n.self_prefix.control_trans(96)");
    assertThat(adapter.setup().paths()).containsExactly("self.0", "self.2");
  }

  @ParameterizedTest
  @CsvSource({"prefix_tuning,9872384", "prefix_tuning_flat,552960"})
  void aBaseSizedModelHasTheReferencesNumberOfParameters(String preset, long expected) {
    Adapter.fit(AdapterConfig.read(preset), encoder(12, 12, 64), parameters);

    assertThat(parameters.count()).isEqualTo(expected);
  }

  @Test
  void aFileOfTheReferenceLibraryFits() {
    Path saved = Path.of("src/test/resources/graft/format/prefix-flat");
    try (Arena arena = Arena.ofConfined()) {
      SavedPart file = AdapterHub.read(saved, arena).adapter();
      PublishedNames names =
          new PublishedNames("bert.", Optional.empty(), file.envelope().name().orElseThrow());

      AdapterConfig config = AdapterConfig.read(file.envelope().config().orElseThrow());
      Adapter.fit(config, encoder(3, 4, 8), parameters);

      assertThat(PublishedConfig.of(config)).isEqualTo(file.envelope().config().orElseThrow());
      assertThat(parameters.all()).hasSameSizeAs(file.tensors().values());
      for (Parameter parameter : parameters.all()) {
        Tensor tensor = file.tensors().get(names.of(parameter.name()));
        assertThat(tensor).isNotNull();
        parameters.set(parameter, tensor.floats(), tensor.shape());
        assertThat(HostMemory.floats(parameter.value())).isEqualTo(tensor.floats());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prefix_tuning_flat | encoder_prefix self_prefix cross_prefix",
        "prefix_tuning_flat[encoder_prefix=False] | self_prefix cross_prefix",
        "prefix_tuning_flat[cross_prefix=False] | encoder_prefix self_prefix",
        "prefix_tuning_flat[encoder_prefix=False,cross_prefix=False] | self_prefix"
      })
  void eachKindOfAttentionHasItsOwnPrefixes(String config, String groups) {
    Sites both =
        new Sites(
            Stream.of(
                    sites(2, Stack.ENCODER, Role.SELF_ATTENTION, "encoder_prefix"),
                    sites(2, Stack.DECODER, Role.SELF_ATTENTION, "self_prefix"),
                    sites(2, Stack.DECODER, Role.CROSS_ATTENTION, "cross_prefix"))
                .flatMap(part -> part.all().stream())
                .toList());

    Adapter.fit(AdapterConfig.read(config), both, parameters);

    assertThat(parameters.all())
        .extracting(parameter -> parameter.name().tensor().replace(".control_trans", ""))
        .containsExactlyInAnyOrder(groups.split(" "));
  }

  @Test
  void anEncoderAloneHasPrefixesWhateverTheFlagSays() {
    assertThat(fit("prefix_tuning[encoder_prefix=False]").setup().paths()).hasSize(3);
  }

  @Test
  void tensorsStartAsTheReferencesDo() {
    fit("prefix_tuning[prefix_length=64,bottleneck_size=64,use_gating=True]");

    for (Parameter parameter : parameters.all()) {
      float[] values = HostMemory.floats(parameter.value());
      String name = parameter.name().tensor();
      switch (name) {
        case "self_prefix.wte.weight" -> assertThat(deviation(values)).isCloseTo(1, within(0.1));
        case "weight" -> assertThat(deviation(values)).isBetween(0.005, 0.04);
        case "bias" -> assertThat(largest(values)).isBetween(1e-6, 1 / Math.sqrt(WIDTH));
        default -> {
          double bound = 1 / Math.sqrt(name.contains("control_trans.2") ? 64 : WIDTH);
          assertThat(largest(values)).as(name).isBetween(0.9 * bound, bound);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "prefix_tuning_flat[prefix_length=4], 0",
    "'prefix_tuning_flat[prefix_length=4,shift_positions=True]', 4",
    "'prefix_tuning[prefix_length=7,shift_positions=True]|pfeiffer', 7"
  })
  void theTextStandsBehindThePrefixesIfTheConfigurationSaysSo(String config, int shift) {
    Sites sites =
        new Sites(
            Stream.concat(ENCODER.all().stream(), Places.encoder(3, WIDTH).all().stream())
                .toList());

    Adapter adapter = Adapter.fit(AdapterConfig.read(config), sites, parameters);

    assertThat(adapter.setup().positionShift()).isEqualTo(shift);
  }

  @Test
  void layerJHasKeysInRow2jAndValuesInTheNext() {
    Adapter adapter = fit("prefix_tuning_flat[prefix_length=2]");
    float[] stored = HostMemory.floats(parameters.all().getFirst().value());

    KeyValue extended = extend(adapter.setup(), 1, Masks.none());

    int columns = 2 * 3 * HEADS * HEAD_SIZE;
    for (int head = 0; head < HEADS; head++) {
      for (int position = 0; position < 2; position++) {
        for (int at = 0; at < HEAD_SIZE; at++) {
          int place = position * columns + head * HEAD_SIZE + at;
          assertThat(extended.key().getFloat(0, head, position, at))
              .isEqualTo(stored[place + 2 * HEADS * HEAD_SIZE]);
          assertThat(extended.value().getFloat(1, head, position, at))
              .isEqualTo(stored[place + 3 * HEADS * HEAD_SIZE]);
        }
      }
    }
  }

  @Test
  void prefixesComeBeforeTheTextAndEveryQuerySeesThem() {
    Adapter adapter = fit("prefix_tuning_flat[prefix_length=2]");
    KeyValue text = text();

    KeyValue extended = extend(adapter.setup(), 0, Masks.none());

    assertThat(extended.key().getShape()).isEqualTo(new Shape(2, HEADS, 2 + 4, HEAD_SIZE));
    assertThat(HostMemory.floats(extended.key().get(":, :, 2:")))
        .isEqualTo(HostMemory.floats(text.key()));
    assertThat(HostMemory.floats(extended.mask()))
        .containsExactly(0, 0, 0, 0, 0, -9, 0, 0, 0, 0, 0, 0);
    assertThat(text.mask().getShape()).isEqualTo(new Shape(2, 1, 1, 4));
  }

  @Test
  void aPassMakesThePrefixesOnceForAllLayers() {
    Adapter adapter = fit("prefix_tuning[prefix_length=2,bottleneck_size=5]");
    PrefixModule first = module(adapter, 0);
    Pass pass = Pass.of(adapter.setup());

    NDArray made = first.pool().in(pass);

    assertThat(module(adapter, 2).pool().in(pass)).isSameAs(made);
    assertThat(first.pool().in(Pass.of(adapter.setup()))).isNotSameAs(made);
  }

  @Test
  void dropoutRepeatsWithTheStepAndDiffersByExampleAndLayer() {
    Adapter adapter = fit("prefix_tuning_flat[prefix_length=40,dropout=0.5]");
    int prefix = HEADS * 40 * HEAD_SIZE;

    float[] once = prefixes(adapter, 0, Masks.of(3, 7));

    assertThat(prefixes(adapter, 0, Masks.of(3, 7))).isEqualTo(once);
    assertThat(dropped(prefixes(adapter, 0, Masks.of(3, 8)))).isNotEqualTo(dropped(once));
    assertThat(dropped(prefixes(adapter, 1, Masks.of(3, 7)))).isNotEqualTo(dropped(once));
    assertThat(dropped(Arrays.copyOfRange(once, 0, prefix)))
        .isNotEqualTo(dropped(Arrays.copyOfRange(once, prefix, 2 * prefix)));
    long zeros = dropped(once).stream().filter(isDropped -> isDropped).count();
    assertThat((double) zeros / once.length).isCloseTo(0.5, within(0.1));
    assertThat(dropped(prefixes(adapter, 0, Masks.none()))).doesNotContain(true);
  }

  @Test
  void gradientsReachEveryTensor() {
    Adapter adapter = fit("prefix_tuning[prefix_length=2,bottleneck_size=5,use_gating=True]");

    Gradients.backward(
        Gradients.recorded(() -> {
          Pass pass = Pass.of(adapter.setup());
          NDArray sum = manager.zeros(new Shape());
          for (int layer = 0; layer < 3; layer++) {
            KeyValue extended = module(adapter, layer).extend(text(), entering(), pass);
            sum = Ops.add(sum, Ops.sum(Ops.mul(extended.key(), extended.value())));
          }
          return sum;
        }));

    assertThat(parameters.trainable())
        .hasSize(11)
        .allSatisfy(parameter ->
            assertThat(deviation(HostMemory.floats(Gradients.of(parameter.value()).orElseThrow())))
                .as(parameter.name().toString())
                .isPositive());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prefix_tuning[prefix_length=3,bottleneck_size=5]",
        "prefix_tuning[prefix_length=3,bottleneck_size=5,use_gating=True,dropout=0.3]",
        "prefix_tuning[prefix_length=3,bottleneck_size=5,leave_out=[0],non_linearity='relu']"
      })
  void ejectingChangesNoOutput(String config) {
    Adapter adapter = fit(config);
    Parameters flat = Parameters.in(manager, 0);

    Adapter ejected = adapter.ejected(flat);

    assertThat(extended(ejected)).isEqualTo(extended(adapter));
    assertThat(flat.count()).isLessThan(parameters.count());
    assertThat(AdapterConfig.read(ejected.config().json())).isEqualTo(ejected.config());
    assertThat(ejected.config().json()).containsEntry("flat", true);
  }

  @Test
  void anEjectedAdapterSharesNoTensorWithTheOldOne() {
    Adapter adapter = fit("prefix_tuning[prefix_length=3,bottleneck_size=5,use_gating=True]");
    Parameters flat = Parameters.in(manager, 0);
    Adapter ejected = adapter.ejected(flat);
    List<Float> before = extended(ejected);

    parameters
        .all()
        .forEach(parameter -> parameter.set(manager.zeros(parameter.value().getShape())));

    assertThat(extended(ejected)).isEqualTo(before);
    assertThat(flat.trainable()).hasSize(7);
  }

  @Test
  void flatPrefixesHaveNothingToEject() {
    Adapter adapter = fit("prefix_tuning_flat");

    GraftException refused =
        catchThrowableOfType(
            GraftException.class, () -> adapter.ejected(Parameters.in(manager, 0)));

    assertThat(refused.code()).isEqualTo(ErrorCode.NOTHING_TO_EJECT);
    assertThat(refused).hasMessageContaining("flat already");
  }

  @Test
  void prefixesDoNotMerge() {
    GraftException refused =
        catchThrowableOfType(GraftException.class, () -> fit("prefix_tuning_flat").merged());

    assertThat(refused.code()).isEqualTo(ErrorCode.NOT_MERGEABLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prefix_tuning[leave_out=[0,1,2]] | /leave_out | self.1",
        "prefix_tuning_flat[leave_out=[0,1,2,3]] | /leave_out | self.2"
      })
  void aConfigurationThatLeavesNoLayerIsRefused(String config, String pointer, String site) {
    GraftException refused = catchThrowableOfType(GraftException.class, () -> fit(config));

    assertThat(refused.faults()).extracting(Fault::pointer).containsExactly(pointer);
    assertThat(refused).hasMessageContaining(site);
  }

  @Test
  void aTensorTooLargeToExistIsRefused() {
    Sites wide =
        new Sites(
            List.of(
                new AttentionSite(
                    id(0, Stack.ENCODER, Role.SELF_ATTENTION), 64, 512, 32_768, "self_prefix")));

    GraftException refused =
        catchThrowableOfType(
            GraftException.class,
            () ->
                Adapter.fit(
                    AdapterConfig.read("prefix_tuning[bottleneck_size=65536]"), wide, parameters));

    assertThat(refused.faults()).extracting(Fault::pointer).containsExactly("/bottleneck_size");
    assertThat(refused).hasMessageContaining("self.0");
    assertThat(parameters.all()).isEmpty();
  }

  private Adapter fit(String config) {
    return Adapter.fit(AdapterConfig.read(config), ENCODER, parameters);
  }

  private List<String> shapes() {
    PublishedNames names = new PublishedNames("p.", Optional.empty(), "n");
    return parameters.all().stream()
        .map(parameter -> names.of(parameter.name()) + parameter.value().getShape())
        .toList();
  }

  private PrefixModule module(Adapter adapter, int layer) {
    return (PrefixModule)
        adapter.setup().attention(id(layer, Stack.ENCODER, Role.SELF_ATTENTION)).orElseThrow();
  }

  private KeyValue extend(Setup setup, int layer, Masks masks) {
    AttentionSite site = ENCODER.attention().get(layer);
    return site.extend(text(), entering(), new Pass(setup, masks, OptionalDouble.empty()));
  }

  /** The keys of the prefixes alone. */
  private float[] prefixes(Adapter adapter, int layer, Masks masks) {
    int length = (int) (extend(adapter.setup(), layer, masks).key().getShape().get(2) - 4);
    return HostMemory.floats(
        extend(adapter.setup(), layer, masks).key().get(":, :, :" + length).duplicate());
  }

  private static List<Boolean> dropped(float[] values) {
    List<Boolean> dropped = new ArrayList<>();
    for (float value : values) {
      dropped.add(value == 0);
    }
    return dropped;
  }

  /** All that three layers see, without dropout. */
  private List<Float> extended(Adapter adapter) {
    List<Float> all = new ArrayList<>();
    for (int layer = 0; layer < 3; layer++) {
      KeyValue seen = extend(adapter.setup(), layer, Masks.none());
      for (NDArray part : List.of(seen.key(), seen.value(), seen.mask())) {
        for (float value : HostMemory.floats(part)) {
          all.add(value);
        }
      }
    }
    return all;
  }

  /** Two rows of four tokens, the last one of the first row hidden. */
  private KeyValue text() {
    NDArray key = manager.arange(48f).div(48).reshape(new Shape(2, HEADS, 4, HEAD_SIZE));
    NDArray mask = manager.create(new float[] {0, 0, 0, -9, 0, 0, 0, 0}, new Shape(2, 1, 1, 4));
    return new KeyValue(key, key.neg(), mask);
  }

  private NDArray entering() {
    return manager.arange(64f).div(64).reshape(new Shape(2, 4, WIDTH));
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double deviation(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  private static Sites sites(int layers, Stack stack, Role role, String group) {
    List<AttentionSite> sites = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      sites.add(new AttentionSite(id(layer, stack, role), HEADS, HEAD_SIZE, WIDTH, group));
    }
    return new Sites(List.copyOf(sites));
  }

  /** An encoder whose heads are as wide together as its hidden states. */
  private static Sites encoder(int layers, int heads, int headSize) {
    List<AttentionSite> sites = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      SiteId id = id(layer, Stack.ENCODER, Role.SELF_ATTENTION);
      sites.add(new AttentionSite(id, heads, headSize, (long) heads * headSize, "self_prefix"));
    }
    return new Sites(List.copyOf(sites));
  }

  private static SiteId id(int layer, Stack stack, Role role) {
    return new SiteId(stack, layer, role, "self." + layer);
  }
}
