package graft.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.Devices;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compacter: bottlenecks whose projections are PHM layers. */
class CompacterTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Devices.manager(new DeviceId("cpu"));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** The reference library's numbers for a BERT of the usual size. */
  @ParameterizedTest
  @CsvSource({
    "compacter, 57088",
    "compacter++, 28576",
    "seq_bn, 894528",
    "double_seq_bn, 1789056",
    "seq_bn_inv, 1190592",
    "pfeiffer+inv, 1190592",
    "double_seq_bn_inv, 2085120",
    "houlsby+inv, 2085120"
  })
  void presetsHaveTheirPublishedSize(String preset, long expected) {
    assertThat(fit(preset, 12, 768).count()).isEqualTo(expected);
  }

  /**
   * {@code n · rank · (in/n + out/n)} for W and {@code out} for the bias of each of four layers
   * (two from 32 to 8, two back), and {@code n³} for the rule.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "phm_dim=4; 304",
        "phm_dim=2; 248",
        "phm_rank=3; 624",
        "phm_bias=False; 224",
        "factorized_phm_W=False; 400",
        "shared_phm_rule=False; 496",
        "factorized_phm_rule=True; 272",
        "shared_W_phm=True; 224",
        "shared_W_phm=True,factorized_phm_W=False; 272",
        "learn_phm=False; 304"
      })
  void sizeFollowsTheFormula(String overrides, long expected) {
    String config = "compacter++[reduction_factor=4," + overrides + "]";

    assertThat(fit(config, 2, 32).count()).isEqualTo(expected);
  }

  @Test
  void aSharedTensorIsMadeOnce() {
    Parameters parameters = fit("compacter[reduction_factor=4,shared_W_phm=True]", 3, 32);

    assertThat(parameters.all())
        .extracting(parameter -> parameter.name().toString())
        .filteredOn(name -> !name.endsWith(".b"))
        .containsExactlyInAnyOrder(
            "shared_parameters.phm_rule",
            "shared_parameters.W_down_left",
            "shared_parameters.W_down_right",
            "shared_parameters.W_up_left",
            "shared_parameters.W_up_right");
    assertThat(parameters.all()).hasSize(5 + 3 * 2 * 2);
  }

  @Test
  void aRuleThatIsNotLearnedIsSavedButNotTrained() {
    Parameters parameters = fit("compacter++[reduction_factor=4,learn_phm=False]", 2, 32);

    assertThat(parameters.all())
        .filteredOn(parameter -> !parameter.isTrainable())
        .extracting(Parameter::name)
        .containsExactly(new ParameterName("", "shared_parameters", "phm_rule"));
  }

  /** Means and bounds of 64 to 4096 draws; the distributions are those of the reference. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "phm_init_range=0.5; phm_rule; 0.5; 4",
        "phm_c_init='uniform'; phm_rule; 0.577; 1",
        "shared_phm_rule=False; phm_rule; 0.01; 0.1",
        "shared_phm_rule=False,phm_c_init='uniform'; phm_rule; 0.00577; 0.01",
        "factorized_phm_W=False; W; 0.204; 0.354",
        "hypercomplex_nonlinearity='glorot-uniform'; W_left; 0.246; 0.427",
        "hypercomplex_nonlinearity='glorot-normal'; W_left; 0.246; 2",
        "hypercomplex_nonlinearity='phm'; W_left; 0.246; 2",
        "hypercomplex_nonlinearity='normal',phm_init_range=0.3; W_left; 0.3; 2"
      })
  void tensorsStartAsConfigured(String overrides, String tensor, double std, double bound) {
    Parameters parameters = fit("compacter++[reduction_factor=2," + overrides + "]", 12, 128);

    float[] values =
        concat(
            parameters.all().stream()
                .filter(parameter -> parameter.name().tensor().matches("(.*down.*\\.)?" + tensor))
                .map(parameter -> HostMemory.floats(parameter.value()))
                .toList());
    assertThat(Math.sqrt(meanSquare(values))).isCloseTo(std, within(std * 0.25));
    assertThat(values).hasSizeGreaterThanOrEqualTo(64);
    for (float value : values) {
      assertThat((double) Math.abs(value)).isLessThanOrEqualTo(bound);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 'hidden size'", "16, 'bottleneck'"})
  void widthsAreMultiplesOfTheNumberOfTerms(int terms, String what) {
    assertThatThrownBy(() -> fit("compacter[reduction_factor=4,phm_dim=" + terms + "]", 1, 32))
        .isInstanceOfSatisfying(
            GraftException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SPEC);
              assertThat(e.faults()).extracting(Fault::pointer).contains("/phm_dim");
            })
        .hasMessageContaining(what)
        .hasMessageContaining("encoder.layer.0.attention.output");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compacter[init_weights='mam_adapter']",
        "compacter[init_weights='houlsby']",
        "compacter[shared_W_phm=True,reduction_factor={'0': 2, 'default': 4}]",
        "compacter[phm_dim=0]",
        "compacter[phm_rank=0]",
        "compacter[phm_c_init='phm']",
        "compacter[hypercomplex_nonlinearity='xavier']"
      })
  void combinationsThatCannotBeAreRefused(String config) {
    assertThatThrownBy(() -> AdapterConfig.read(config))
        .isInstanceOfSatisfying(
            GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SPEC));
  }

  @Test
  void mergingIsRefusedByName() {
    Adapter compacter =
        Adapter.fit(
            AdapterConfig.read("compacter[reduction_factor=4]"),
            Places.encoder(1, 32),
            Parameters.in(manager, 0));

    assertThatThrownBy(compacter::merged)
        .isInstanceOfSatisfying(
            GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_MERGEABLE))
        .hasMessageContaining("compacter");
  }

  private Parameters fit(String config, int layers, long hidden) {
    Parameters parameters = Parameters.in(manager, 7);
    Adapter.fit(AdapterConfig.read(config), Places.encoder(layers, hidden), parameters);
    return parameters;
  }

  private static float[] concat(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static double meanSquare(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    return squares / values.length;
  }
}
