package graft.generate.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.generate.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Searches on the logits that the reference saw choose what the reference chose. */
class RecordedSearchTest {
  static Stream<String> models() {
    return Recorded.MODELS.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void aFirstTokenIsDrawnFromTheReferencesDistribution(String model) {
    Recorded recorded = Recorded.of(model);
    for (JsonNode run : recorded.runs("probabilities")) {
      for (int row = 0; row < recorded.rows(); row++) {
        String name = run.path("name").asString();
        double[] found =
            TokenSearch.firstProbabilities(
                drawing(run), recorded.counted(row), recorded.logits(row, 0));
        float[] expected = recorded.probabilities(name, row);
        for (int token = 0; token < expected.length; token++) {
          assertThat(found[token])
              .as("%s of %s, row %d, token %d", name, model, row, token)
              .isCloseTo(expected[token], within(2e-6));
        }
        assertThat(Arrays.stream(found).filter(p -> p > 0).count())
            .isEqualTo(run.path("kept").path(row).asLong());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void greedyChoosesTheReferencesTokensAndEndsWhereItDoes(String model) {
    Recorded recorded = Recorded.of(model);
    for (String name : List.of("greedy", "eos")) {
      JsonNode run = recorded.run(name);
      for (int row = 0; row < recorded.rows(); row++) {
        int length = run.path("lengths").path(row).asInt();
        Sequence found = replay(recorded, row, greedy(model, run));
        assertThat(found.ids().stream().mapToInt(Integer::intValue).toArray())
            .as("%s of %s, row %d", name, model, row)
            .containsExactly(Arrays.copyOf(recorded.newIds(name, row), length));
      }
    }
  }

  private static Sequence replay(Recorded recorded, int row, SearchSpec spec) {
    TokenSearch search = TokenSearch.of(spec, recorded.counted(row), TokenListener.NONE);
    List<Choice> choices = new ArrayList<>();
    do {
      choices.add(search.advance(List.of(recorded.logits(row, choices.size()))));
    } while (choices.getLast().rows() > 0);
    return search.sequences().getFirst();
  }

  private static SearchSpec greedy(String model, JsonNode run) {
    Ends ends = Ends.by(Recorded.ends(run));
    Ends own =
        model.startsWith("bart") ? new Ends(ends.tokens(), ends.forcedFirst(), List.of(2)) : ends;
    return SearchSpec.greedy(new Limits(0, 10), own);
  }

  private static SearchSpec drawing(JsonNode run) {
    JsonNode options = run.path("options");
    Warping warping =
        new Warping(
            options.path("temperature").asDouble(),
            options.path("top_k").asInt(),
            options.path("top_p").asDouble(),
            options.path("min_p").asDouble(0));
    Penalties penalties = repetition(options.path("repetition_penalty").asDouble(1));
    return SearchSpec.greedy(new Limits(0, 10), Ends.by(Recorded.ends(run)))
        .with(penalties)
        .with(new Strategy.Sampling(warping, 0, 1));
  }

  private static Penalties repetition(double penalty) {
    return new Penalties(penalty, 0, 0, 0, java.util.Map.of());
  }
}
