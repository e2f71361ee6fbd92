package graft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import graft.tensor.AdamW;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any two methods make a union that can be trained, unless both want one site. */
class UnionTest {
  private static final int STEPS = 8;
  private static final Loaded LOADED = new Loaded();

  /** A method, with what it occupies; two that share an entry share a site. */
  private record Part(String notation, String attribute, Set<String> occupied) {
    @Override
    public String toString() {
      return notation;
    }
  }

  private static final List<Part> PARTS =
      List.of(
          new Part("seq_bn", "output_adapter", Set.of("output")),
          new Part("par_bn[leave_out=[0]]", "output_adapter", Set.of("output")),
          new Part("compacter++[reduction_factor=4]", "output_adapter", Set.of("output")),
          new Part(
              "compacter[reduction_factor=4,output_adapter=False,shared_phm_rule=False]",
              "mh_adapter",
              Set.of("attention.output")),
          new Part("houlsby[output_adapter=False]", "mh_adapter", Set.of("attention.output")),
          new Part("lora", "attn_matrices", Set.of("query", "value")),
          new Part("lora[attn_matrices=['k']]", "attn_matrices", Set.of("key")),
          new Part("ia3[leave_out=[0]]", "attn_matrices", Set.of("key", "value", "intermediate")),
          new Part("ia3[selfattn_lora=False]", "intermediate_lora", Set.of("intermediate")),
          new Part("peft_lora[target_modules=['key','k_lin']]", "target_modules", Set.of("key")),
          new Part(
              "peft_lora[target_modules=['output.dense','out_lin','lin2'],bias='lora_only']",
              "target_modules",
              Set.of("projection", "lin2")),
          new Part(
              "peft_ia3[target_modules=['query','q_lin'],feedforward_modules=['query','q_lin']]",
              "target_modules",
              Set.of("query")),
          new Part("peft_ia3[target_modules=['value','v_lin']]", "target_modules", Set.of("value")),
          new Part("prefix_tuning_flat[prefix_length=3]", "prefix_length", Set.of("self")));

  @AfterAll
  static void close() {
    LOADED.close();
  }

  static Stream<Arguments> apart() {
    return pairs(true);
  }

  static Stream<Arguments> together() {
    return pairs(false);
  }

  private static Stream<Arguments> pairs(boolean areApart) {
    return IntStream.range(0, PARTS.size())
        .boxed()
        .flatMap(
            i -> PARTS.subList(i + 1, PARTS.size()).stream().map(b -> List.of(PARTS.get(i), b)))
        .filter(pair -> isApart(pair.getFirst(), pair.getLast()) == areApart)
        .flatMap(pair ->
            Stream.of("bert", "distilbert")
                .map(model -> Arguments.of(model, pair.getFirst(), pair.getLast())));
  }

  private static boolean isApart(Part one, Part other) {
    return one.occupied().stream().noneMatch(other.occupied()::contains);
  }

  @ParameterizedTest
  @MethodSource("apart")
  void twoThatShareNoSiteAreTrainedTogether(String architecture, Part one, Part other) {
    try (Fitted fitted = fit(architecture, one, other);
        NDManager manager = fitted.model().newManager()) {
      List<Parameter> trained = fitted.adapter().parameters().trainable();
      AdamW optimizer = new AdamW(trained, manager);
      List<float[]> before = values(trained);
      List<Double> losses = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        losses.add(fitted.backward());
        assertThat(trained)
            .allSatisfy(parameter ->
                assertThat(Gradients.of(parameter.value()))
                    .as(parameter.name().toString())
                    .isPresent());
        optimizer.step(0.01, 0, 0);
      }

      assertThat(losses.getLast()).isLessThan(losses.getFirst());
      List<float[]> after = values(trained);
      assertThat(IntStream.range(0, before.size()))
          .allSatisfy(i ->
              assertThat(after.get(i))
                  .as(trained.get(i).name().toString())
                  .isNotEqualTo(before.get(i)));
    }
  }

  @ParameterizedTest
  @MethodSource("together")
  void twoThatShareASiteAreRefusedByAttributeAndSite(String architecture, Part one, Part other) {
    assertThatThrownBy(() -> fit(architecture, one, other).close())
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SPEC);
              assertThat(refused.faults())
                  .allSatisfy(fault -> {
                    assertThat(fault.pointer()).isEqualTo("/configs/1/" + other.attribute());
                    assertThat(fault.message())
                        .containsPattern("layer\\.\\d+\\..* where configs/0 sits");
                  });
            });
  }

  private static List<float[]> values(List<Parameter> parameters) {
    return parameters.stream().map(parameter -> HostMemory.floats(parameter.value())).toList();
  }

  private static Fitted fit(String architecture, Part one, Part other) {
    return Fitted.of(
        LOADED.model(architecture), AdapterConfig.read(one.notation() + "|" + other.notation()));
  }
}
