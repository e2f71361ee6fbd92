package graft.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.adapter.Adapter;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.site.AttentionSite;
import graft.site.Joint;
import graft.site.KeyValue;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.NormSite;
import graft.site.NormWeights;
import graft.site.Pass;
import graft.site.Setup;
import graft.site.SiteId;
import graft.site.Sites;
import graft.site.SublayerAdapter;
import graft.site.SublayerSite;
import graft.site.fusion.FusableAdapter;
import graft.spec.DeviceId;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.tensor.Devices;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Masks;
import graft.tensor.Ops;
import graft.tensor.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What blocks compute, against their formulas, at the sites of one small layer. */
class CompositionTest {
  private static final int ROWS = 2;
  private static final int LENGTH = 3;
  private static final int WIDTH = 4;

  private final NDManager manager = Devices.manager(new DeviceId("cpu"));
  private final NormSite postNorm =
      new NormSite(
          id(Role.NORM, "layer.0.output.LayerNorm"),
          new NormWeights(values(new Shape(WIDTH), 8), values(new Shape(WIDTH), 9)),
          new NormSite.Kind.Layer(1e-5));
  private final UnaryOperator<NDArray> norm = x -> postNorm.forward(x, Pass.of(Setup.EMPTY));
  private final SublayerSite sublayer =
      new SublayerSite(
          id(Role.FEED_FORWARD, "layer.0.output"), WIDTH, new Joint.PostNorm(postNorm), 0.4);
  private final LinearSite query =
      new LinearSite(
          id(Role.QUERY, "layer.0.query"),
          new LinearWeights(values(new Shape(WIDTH, WIDTH), 7), null));
  private final AttentionSite attention =
      new AttentionSite(id(Role.SELF_ATTENTION, "layer.0.self"), 2, 2, WIDTH, "self_prefix");
  private final Sites sites = new Sites(List.of(sublayer, query, attention));
  private final NDArray s = values(new Shape(ROWS, LENGTH, WIDTH), 1);
  private final NDArray t = values(new Shape(ROWS, LENGTH, WIDTH), 2);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aStackAppliesTheNormOnceAtItsEnd() {
    Setup one = fit("pfeiffer[reduction_factor=2]", 1);
    Setup two = fit("houlsby[reduction_factor=2,mh_adapter=False]", 2);

    float[] found = sublayer(read(Map.of("stack", List.of("a", "b"))), Map.of("a", one, "b", two));

    NDArray expected = norm.apply(Ops.add(adapt(two, adapt(one, s)), t));
    assertThat(found).containsExactly(floats(expected), within(1e-6f));
  }

  @Test
  void aParallelAdapterInAStackTakesThePlaceOfTheOneBefore() {
    Setup one = fit("pfeiffer[reduction_factor=2]", 1);
    Setup two = fit("parallel[init_weights='bert']", 2);

    float[] found = sublayer(read(Map.of("stack", List.of("a", "b"))), Map.of("a", one, "b", two));

    assertThat(found).containsExactly(sublayer(new SetupSpec.Leaf("b"), Map.of("b", two)));
  }

  /** The formulas of both methods, in plain arithmetic: neither loses the sublayer's output. */
  @ParameterizedTest
  @CsvSource({"sequential, parallel", "parallel, sequential"})
  void aStackOfASequentialAndAParallelAdapterIsItsFormula(String first, String last) {
    Parameters ofSequential = Parameters.in(manager, 1);
    Parameters ofParallel = Parameters.in(manager, 2);
    Map<String, Setup> setups =
        Map.of(
            "sequential",
            fit("pfeiffer[reduction_factor=2]", ofSequential),
            "parallel",
            fit("par_bn[reduction_factor=2,init_weights='bert']", ofParallel));

    float[] found = sublayer(read(Map.of("stack", List.of(first, last))), setups);

    for (int token = 0; token < ROWS * LENGTH; token++) {
      double[] output = token(s, token);
      double[] residual = token(t, token);
      double[] made = plus(output, times(4, bottleneck(ofParallel, residual)));
      if (last.equals("sequential")) {
        made = plus(made, bottleneck(ofSequential, normed(plus(made, residual))));
      }
      double[] expected = normed(plus(made, residual));
      for (int i = 0; i < WIDTH; i++) {
        assertThat((double) found[token * WIDTH + i]).isCloseTo(expected[i], within(1e-5));
      }
      assertThat(bottleneck(ofSequential, residual)).isNotEqualTo(new double[WIDTH]);
    }
  }

  /** {@code U relu(D x + d) + u}. */
  private static double[] bottleneck(Parameters parameters, double[] x) {
    float[] narrowed = tensor(parameters, "adapter_down.0.bias");
    double[] inner =
        plus(product(tensor(parameters, "adapter_down.0.weight"), x), doubles(narrowed));
    for (int i = 0; i < inner.length; i++) {
      inner[i] = Math.max(0, inner[i]);
    }
    return plus(
        product(tensor(parameters, "adapter_up.weight"), inner),
        doubles(tensor(parameters, "adapter_up.bias")));
  }

  private double[] normed(double[] x) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double[] normed = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double weight = (float) Math.sin(8 + 1.3 * i);
      double bias = (float) Math.sin(9 + 1.3 * i);
      normed[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5) * weight + bias;
    }
    return normed;
  }

  private static double[] product(float[] matrix, double[] x) {
    double[] y = new double[matrix.length / x.length];
    for (int i = 0; i < matrix.length; i++) {
      y[i / x.length] += matrix[i] * x[i % x.length];
    }
    return y;
  }

  private static double[] plus(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private static double[] times(double factor, double[] x) {
    double[] scaled = x.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  private static double[] token(NDArray array, int token) {
    return Arrays.copyOfRange(doubles(floats(array)), token * WIDTH, (token + 1) * WIDTH);
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static float[] tensor(Parameters parameters, String name) {
    return parameters.all().stream()
        .filter(parameter -> parameter.name().tensor().equals(name))
        .map(parameter -> floats(parameter.value()))
        .findFirst()
        .orElseThrow();
  }

  private Setup fit(String adapter, Parameters parameters) {
    return Adapter.fit(AdapterConfig.read(adapter), sites, parameters).setup();
  }

  @Test
  void lowRankTermsInAStackAddUp() {
    Setup one = fit("lora[init_weights='bert']", 1);
    Setup two = fit("lora[init_weights='bert']", 2);
    Composition composition = new Composition(Map.of("a", one, "b", two), Setup.EMPTY);
    Setup both = composition.of(read(Map.of("stack", List.of("a", "b"))), sites);

    float[] found = floats(query.forward(s, Pass.of(both)));

    NDArray base = query.forward(s, Pass.of(Setup.EMPTY));
    NDArray first = query.forward(s, Pass.of(one));
    NDArray second = query.forward(s, Pass.of(two));
    assertThat(found).containsExactly(floats(Ops.sub(Ops.add(first, second), base)), within(1e-6f));
  }

  @Test
  void theAverageOfEqualAdaptersIsOneOfThem() {
    Setup one = fit("pfeiffer[reduction_factor=2]", 1);

    float[] found =
        sublayer(read(Map.of("average", List.of("a", "b"))), Map.of("a", one, "b", one));

    assertThat(found)
        .containsExactly(sublayer(new SetupSpec.Leaf("a"), Map.of("a", one)), within(1e-6f));
  }

  @Test
  void weightsCountByTheirShare() {
    Setup one = fit("pfeiffer[reduction_factor=2]", 1);
    Setup two = fit("pfeiffer[reduction_factor=2]", 2);

    float[] found =
        sublayer(
            read(Map.of("average", List.of("a", "b"), "weights", List.of(1, 3))),
            Map.of("a", one, "b", two));

    NDArray mean = Ops.add(Ops.scale(adapt(one, s), 0.25), Ops.scale(adapt(two, s), 0.75));
    assertThat(found).containsExactly(floats(norm.apply(Ops.add(mean, t))), within(1e-6f));
  }

  @Test
  void aSplitGivesEachAdapterItsPositionsAndTheLastOneTheRest() {
    Setup one = fit("pfeiffer[reduction_factor=2]", 1);
    Setup two = fit("pfeiffer[reduction_factor=2]", 2);

    float[] found =
        sublayer(read(Map.of("split", List.of("a", "b"), "splits", 1)), Map.of("a", one, "b", two));

    float[] first = sublayer(new SetupSpec.Leaf("a"), Map.of("a", one));
    float[] second = sublayer(new SetupSpec.Leaf("b"), Map.of("b", two));
    for (int i = 0; i < found.length; i++) {
      boolean isFirst = i / WIDTH % LENGTH == 0;
      assertThat(found[i]).isCloseTo(isFirst ? first[i] : second[i], within(1e-6f));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fusion, pfeiffer",
    "static_fusion, pfeiffer",
    "'fusion[value_initialized=False,query_before_ln=True]', pfeiffer",
    "'fusion[value_before_softmax=False,residual_before=True]', houlsby",
    "'fusion[key=False]', parallel"
  })
  void aFusionIsAttentionOverWhatTheAdaptersAdd(String fusion, String adapter) {
    assertFused(fusion, adapter, PASS, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "fusion, , 0.4",
    "'fusion[dropout_prob=0]', , 0.4",
    "fusion, 0.7, 0.7",
    "fusion, 0, 0",
    "'fusion[dropout_prob=0.2]', , 0.2",
    "'fusion[dropout_prob=0.2]', 0.7, 0.2"
  })
  void aFusionDropsRawScoresAsTheModelDropsAttentionUnlessItSaysOtherwise(
      String fusion, @Nullable Double ofTraining, double expected) {
    OptionalDouble replaced =
        ofTraining == null ? OptionalDouble.empty() : OptionalDouble.of(ofTraining);

    assertFused(fusion, "pfeiffer", new Pass(Setup.EMPTY, Masks.of(3, 0), replaced), expected);
  }

  private void assertFused(String fusion, String adapter, Pass pass, double dropout) {
    String config = adapter + "[reduction_factor=2,mh_adapter=False,init_weights='bert']";
    Setup one = fit(config, 1);
    Setup two = fit(config, 2);
    Parameters maps = Parameters.in(manager, 3);
    Setup mixer = Adapter.fit(AdapterConfig.read(fusion), sites, maps).setup();

    Setup setup =
        new Composition(Map.of("a", one, "b", two), mixer)
            .of(read(Map.of("fuse", List.of("a", "b"))), sites);
    float[] found =
        floats(sublayer.forward(s, t, t, new Pass(setup, pass.masks(), pass.dropout())));

    FusableAdapter last = fusable(two);
    FusableAdapter.Entry entry = last.enter(s, t, norm);
    assertThat(floats(entry.raw())).isEqualTo(floats(last.isParallel() ? t : s));
    List<float[]> ups = List.of(floats(fusable(one).up(entry, PASS)), floats(last.up(entry, PASS)));
    NDArray ones = manager.ones(new Shape(ROWS, LENGTH, 2));
    NDArray kept = pass.masks().dropout(ones, dropout, sublayer.id().modulePath() + ".fusion");
    float[] context =
        new FusionByHand(AdapterConfig.read(fusion), maps).mix(entry, ups, floats(kept));
    NDArray mixed = manager.create(context, s.getShape());
    NDArray output = last.isParallel() ? Ops.add(mixed, s) : mixed;
    assertThat(found).containsExactly(floats(norm.apply(Ops.add(output, t))), within(1e-5f));
  }

  @Test
  void aFusionOfEqualAdaptersStartsAsOneOfThem() {
    Setup one = fit("pfeiffer[reduction_factor=2]", 1);
    Setup mixer = fit("fusion", 3);

    Setup both =
        new Composition(Map.of("a", one, "b", one), mixer)
            .of(read(Map.of("fuse", List.of("a", "b"))), sites);

    assertThat(floats(sublayer.forward(s, t, t, Pass.of(both))))
        .containsExactly(sublayer(new SetupSpec.Leaf("a"), Map.of("a", one)), within(1e-4f));
  }

  @Test
  void aFusionIsPenalisedForLeavingTheIdentity() {
    Parameters maps = Parameters.in(manager, 3);
    Setup mixer =
        Adapter.fit(AdapterConfig.read("fusion[value_initialized=False]"), sites, maps).setup();

    double expected = 0;
    float[] value = FusionByHand.find(maps, "value.weight");
    for (int i = 0; i < value.length; i++) {
      expected += 0.01 * Math.pow((i % (WIDTH + 1) == 0 ? 1 : 0) - value[i], 2);
    }
    NDArray penalty = mixer.fusions().findFirst().orElseThrow().penalty().orElseThrow();
    assertThat((double) floats(penalty)[0]).isCloseTo(expected, within(1e-6));
    assertThat(fit("static_fusion", 3).fusions().flatMap(none -> none.penalty().stream()))
        .isEmpty();
  }

  @Test
  void whatShiftsTheTextAddsUpInAStack() {
    Setup three = fit("prefix_tuning_flat[prefix_length=3,shift_positions=True]", 1);
    Setup five = fit("prefix_tuning_flat[prefix_length=5]", 2);
    Setup seven = fit("prefix_tuning_flat[prefix_length=7,shift_positions=True]", 3);
    Composition composition =
        new Composition(Map.of("a", three, "b", five, "c", seven), Setup.EMPTY);

    assertThat(composition.of(read(Map.of("stack", List.of("a", "b", "c"))), sites).positionShift())
        .isEqualTo(10);
    assertThat(composition.of(read(Map.of("stack", List.of("b", "b"))), sites).positionShift())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fuse    | lora          | lora       | layer.0.query | /setup/fuse/0
          split   | pfeiffer      | lora       | layer.0.query | /setup/split/1
          fuse    | prefix_tuning | prefix_tuning | layer.0.self | /setup/fuse/0
          average | pfeiffer      | prefix_tuning | layer.0.self | /setup/average/1
          fuse    | pfeiffer      | lora       | layer.0.output | /setup
          average | adapter_plus  | pfeiffer   | layer.0.output | /setup
          """)
  void aBlockRefusesWhatItCannotHoldByItsPlaceAndSite(
      String block, String first, String second, String site, String pointer) {
    Map<String, Setup> setups = Map.of("a", fit(first, 1), "b", fit(second, 2));
    Composition composition = new Composition(setups, fit("fusion", 3));
    Map<String, Object> json =
        block.equals("split")
            ? Map.of("split", List.of("a", "b"), "splits", 1)
            : Map.of(block, List.of("a", "b"));

    assertThatThrownBy(() -> composition.of(read(json), sites))
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.faults().getFirst().pointer()).isEqualTo(pointer))
        .hasMessageContaining(site);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lora[dropout=0.5,init_weights='bert']",
        "pfeiffer[dropout=0.5,reduction_factor=2]",
        "ia3[attn_matrices=['q']]|pfeiffer[dropout=0.5,reduction_factor=2]"
      })
  void adaptersAtOneSiteDropOutApartAndTheFirstOneAsAlone(String adapter) {
    Setup one = fit(adapter, 1);
    Map<String, Setup> both = Map.of("a", one, "b", one);

    float[] alone = training(one);

    assertThat(training(both, Map.of("stack", List.of("a")))).isEqualTo(alone);
    assertThat(training(both, Map.of("average", List.of("a", "b"), "weights", List.of(1, 0))))
        .isEqualTo(alone);
    assertThat(training(both, Map.of("average", List.of("a", "b"), "weights", List.of(0, 1))))
        .isNotEqualTo(alone);
    assertThat(training(both, Map.of("average", List.of("a", "a"), "weights", List.of(0, 1))))
        .isNotEqualTo(alone);
  }

  @Test
  void prefixesInAStackDropOutApart() {
    Setup one = fit("prefix_tuning_flat[dropout=0.5,prefix_length=4]", 1);
    Composition composition = new Composition(Map.of("a", one, "b", one), Setup.EMPTY);
    Setup stack = composition.of(read(Map.of("stack", List.of("a", "b"))), sites);
    NDArray heads = values(new Shape(ROWS, 2, LENGTH, 2), 5);
    KeyValue text = new KeyValue(heads, heads, values(new Shape(ROWS, 1, 1, LENGTH), 6));

    NDArray keys = stack.attention(attention.id()).orElseThrow().extend(text, s, TRAINING).key();

    NDArray alone = one.attention(attention.id()).orElseThrow().extend(text, s, TRAINING).key();
    assertThat(floats(Ops.slice(keys, 2, 4, 8 + LENGTH))).isEqualTo(floats(alone));
    assertThat(floats(Ops.slice(keys, 2, 0, 4))).isNotEqualTo(floats(Ops.slice(alone, 2, 0, 4)));
  }

  private static final Pass TRAINING =
      new Pass(Setup.EMPTY, Masks.of(3, 0), OptionalDouble.empty());

  /** What a projection and a sublayer give in a training's first pass. */
  private float[] training(Setup setup) {
    Pass pass = new Pass(setup, Masks.of(3, 0), OptionalDouble.empty());
    return floats(Ops.concat(query.forward(s, pass), sublayer.forward(s, t, t, pass), 1));
  }

  private float[] training(Map<String, Setup> adapters, Object tree) {
    return training(new Composition(adapters, Setup.EMPTY).of(read(tree), sites));
  }

  private static final Pass PASS = Pass.of(Setup.EMPTY);

  private float[] sublayer(SetupSpec tree, Map<String, Setup> adapters) {
    Setup setup = new Composition(adapters, Setup.EMPTY).of(tree, sites);
    return floats(sublayer.forward(s, t, t, Pass.of(setup)));
  }

  private NDArray adapt(Setup setup, NDArray output) {
    return adapter(setup).adapt(output, t, norm, PASS);
  }

  private FusableAdapter fusable(Setup setup) {
    return (FusableAdapter) adapter(setup);
  }

  private SublayerAdapter adapter(Setup setup) {
    return setup.sublayer(sublayer.id()).orElseThrow();
  }

  private Setup fit(String adapter, long seed) {
    return Adapter.fit(AdapterConfig.read(adapter), sites, Parameters.in(manager, seed)).setup();
  }

  private static SetupSpec read(Object json) {
    return SetupSpec.read(json);
  }

  private static SiteId id(Role role, String path) {
    return new SiteId(Stack.ENCODER, 0, role, path);
  }

  private NDArray values(Shape shape, int start) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(start + 1.3 * i);
    }
    return manager.create(values, shape);
  }

  private static float[] floats(NDArray array) {
    return Gradients.off(() -> HostMemory.floats(array));
  }
}
