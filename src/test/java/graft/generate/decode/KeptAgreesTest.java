package graft.generate.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.composition.Composition;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.site.Setup;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import graft.tensor.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is decoded over kept keys and values is what the whole rows give, whatever is switched on
 * and whenever a row joins.
 */
class KeptAgreesTest {
  private static final int NEW = 9;
  private static final List<String> METHODS =
      List.of(
          "seq_bn_inv",
          "compacter[reduction_factor=4]",
          "mam",
          "prefix_tuning_flat[prefix_length=5,leave_out=[0,3]]|lora",
          "peft_prompt_tuning[num_virtual_tokens=7]",
          "peft_trainable_tokens[token_indices=[5, 9, 40]]");

  /** Behind an encoder, rows are not read so when text is generated (D27). */
  private static final String SHIFTED = "prefix_tuning_flat[prefix_length=3,shift_positions=True]";

  record Model(String architecture, String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Model> models() {
    return Stream.of(
        new Model("gpt2", "gpt2-a"),
        new Model("llama", "llama-c"),
        new Model("mistral", "mistral-c"),
        new Model("qwen2", "qwen2-a"),
        new Model("qwen3", "qwen3-a"),
        new Model("gemma3_text", "gemma3-a"),
        new Model("phi3", "phi3-a"),
        new Model("smollm3", "smollm3-a"),
        new Model("t5", "t5-a"),
        new Model("t5", "t5-g"),
        new Model("bart", "bart-a"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void withEveryKindOfAdapter(Model of) {
    try (BaseModel model = Written.load(of.architecture, of.name)) {
      agrees(model, Setup.EMPTY);
      List<String> methods = new ArrayList<>(METHODS);
      if (model.info().decoder().isEmpty()) {
        methods.add(SHIFTED);
      }
      for (String method : methods) {
        try (NDManager manager = model.newManager()) {
          agrees(model, moved(method, 11, model, manager).setup());
        }
      }
    }
  }

  @Test
  void withPrefixesOfTwoAdaptersAndWhatIsBetween() {
    try (BaseModel model = Written.load("llama", "llama-a");
        NDManager manager = model.newManager()) {
      Map<String, Setup> adapters =
          Map.of(
              "near", moved("prefix_tuning_flat[prefix_length=4]", 1, model, manager).setup(),
              "low", moved("lora", 2, model, manager).setup(),
              "far", moved("prefix_tuning_flat[prefix_length=2]", 3, model, manager).setup());
      SetupSpec stack =
          new SetupSpec.Stack(
              List.of(
                  new SetupSpec.Leaf("near"),
                  new SetupSpec.Leaf("low"),
                  new SetupSpec.Leaf("far")));
      agrees(model, new Composition(adapters, Setup.EMPTY).of(stack, model.sites()));
    }
  }

  @Test
  void whereFrequenciesChangeOnTheWay() {
    try (BaseModel model = Written.load("phi3", "phi3-a")) {
      assertThat(model.regime(32)).isNotEqualTo(model.regime(33));
      agrees(model, Setup.EMPTY, List.of(prompt(28), prompt(4), prompt(40), prompt(31)));
    }
  }

  @Test
  void dynamicFrequenciesAreOthersAtEachStepBehindTheirContext() {
    Map<String, ?> scaling = Map.of("rope_scaling", Map.of("rope_type", "dynamic", "factor", 2.0));
    try (BaseModel model = Written.load(ParityModels.directory("mistral", "mistral-c"), scaling)) {
      int context = model.info().maxLength();
      assertThat(model.regime(context)).isEqualTo(model.regime(3));
      assertThat(model.regime(context + 1)).isNotEqualTo(model.regime(context + 2));
    }
  }

  private static Adapter moved(String method, int seed, BaseModel model, NDManager manager) {
    Adapter adapter =
        Adapter.fit(AdapterConfig.read(method), model.sites(), Parameters.in(manager, seed));
    Random random = new Random(seed);
    for (Parameter parameter : adapter.parameters().all()) {
      float[] values = HostMemory.floats(parameter.value());
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (0.1 * random.nextGaussian());
      }
      adapter.parameters().set(parameter, values, parameter.value().getShape().getShape());
    }
    return adapter;
  }

  private static int[] prompt(int length) {
    return IntStream.range(0, length).map(i -> 3 + (i * 37 + length * 11) % 90).toArray();
  }

  private static void agrees(BaseModel model, Setup setup) {
    agrees(model, setup, List.of(prompt(4), prompt(11), prompt(1), prompt(7)));
  }

  private static void agrees(BaseModel model, Setup setup, List<int[]> prompts) {
    List<Written> whole = decoded(model, setup, true, prompts);
    List<Written> kept = decoded(model, setup, false, prompts);
    for (int row = 0; row < prompts.size(); row++) {
      assertThat(kept.get(row).tokens).as("row " + row).isEqualTo(whole.get(row).tokens);
      for (int step = 0; step < NEW; step++) {
        assertThat(kept.get(row).logits.get(step))
            .as("row %d, step %d", row, step)
            .containsExactly(whole.get(row).logits.get(step), within(1e-4f));
      }
    }
  }

  /** One joins at every second step, and prompts are read in pieces of five tokens. */
  private static List<Written> decoded(
      BaseModel model, Setup setup, boolean isWhole, List<int[]> prompts) {
    Decoder decoder = new Decoder(model, Written.head(model), setup, isWhole);
    try (ContinuousBatching batching =
        new ContinuousBatching(decoder, new Limits(16, 1 << 12, 5))) {
      List<Written> all = new ArrayList<>();
      for (int[] prompt : prompts) {
        all.add(Written.submit(batching, prompt, NEW));
        batching.step();
        batching.step();
      }
      Written.finish(batching);
      all.forEach(one -> one.generation.ended().toCompletableFuture().join());
      return all;
    }
  }
}
