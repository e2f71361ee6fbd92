package graft.parity;

import graft.format.Tensor;
import graft.format.Tensors;
import graft.generate.search.Ends;
import graft.generate.search.Limits;
import graft.generate.search.Penalties;
import graft.generate.search.SearchSpec;
import graft.generate.search.StopStrings;
import graft.generate.search.Strategy;
import graft.generate.search.TokenBytes;
import graft.generate.search.Warping;
import graft.spec.generation.EarlyStopping;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** One run of a generation case: what was asked, and what the reference library got. */
record GeneratedRun(Map<String, Object> json, Tensors io) {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  @SuppressWarnings("unchecked")
  static List<GeneratedRun> of(ParityCase parity, Tensors io) {
    return ((List<Map<String, Object>>) parity.json().get("generate"))
        .stream().map(run -> new GeneratedRun(run, io)).toList();
  }

  String name() {
    return (String) json.get("name");
  }

  String kind() {
    return (String) json.get("kind");
  }

  /** The prompts, without padding. */
  static List<int[]> prompts(Tensors io) {
    int[][] ids = rows(io.get("input/input_ids"));
    int[][] mask = rows(io.get("input/attention_mask"));
    return IntStream.range(0, ids.length)
        .mapToObj(row ->
            IntStream.range(0, ids[row].length)
                .filter(i -> mask[row][i] == 1)
                .map(i -> ids[row][i])
                .toArray())
        .toList();
  }

  private static int[][] rows(Tensor tensor) {
    int columns = (int) tensor.shape()[1];
    return IntStream.range(0, (int) tensor.shape()[0])
        .mapToObj(row ->
            IntStream.range(row * columns, (row + 1) * columns)
                .map(i -> (int) tensor.data().getAtIndex(LONG, i))
                .toArray())
        .toArray(int[][]::new);
  }

  /** What the reference appended to a row, up to its end. */
  List<Integer> newIds(int row) {
    int[] ids = rows(io.get("generate/" + name() + "/new_ids"))[row];
    Object lengths = json.get("lengths");
    int length = lengths == null ? ids.length : (Integer) ((List<?>) lengths).get(row);
    return Arrays.stream(ids, 0, length).boxed().toList();
  }

  float[] logits(int row, int step) {
    Tensor all = io.get("generate/greedy/logits");
    int vocabulary = (int) all.shape()[2];
    int from = (int) ((row * all.shape()[1] + step) * vocabulary);
    return Arrays.copyOfRange(all.floats(), from, from + vocabulary);
  }

  float[] probabilities(int row) {
    Tensor all = io.get("generate/" + name() + "/probabilities");
    int vocabulary = (int) all.shape()[1];
    return Arrays.copyOfRange(all.floats(), row * vocabulary, (row + 1) * vocabulary);
  }

  /** Of the texts of a row, best first. */
  double score(int row, int text) {
    return io.get("generate/" + name() + "/scores").floats()[row * returned() + text];
  }

  int returned() {
    return (int) number("num_return_sequences", 1);
  }

  int newTokens() {
    return (int) number("max_new_tokens", 20);
  }

  int pad() {
    return (Integer) json.get("pad_token_id");
  }

  SearchSpec spec(TokenBytes bytes, List<Integer> forcedLast) {
    Object stops = options().get("stop_strings");
    List<String> texts =
        stops == null ? List.of() : ((List<?>) stops).stream().map(String.class::cast).toList();
    Object ends = json.get("eos_token_id");
    List<Integer> ids =
        ends instanceof List<?> several
            ? several.stream().map(Integer.class::cast).toList()
            : List.of((Integer) ends);
    return new SearchSpec(
        strategy(),
        new Limits((int) number("min_new_tokens", 0), newTokens()),
        new Ends(ids, OptionalInt.empty(), forcedLast),
        new Penalties(
            number("repetition_penalty", 1),
            (int) number("no_repeat_ngram_size", 0),
            0,
            0,
            Map.of()),
        texts.isEmpty() ? StopStrings.NONE : StopStrings.of(texts, bytes),
        -1);
  }

  private Strategy strategy() {
    return switch (kind()) {
      case "greedy" -> new Strategy.Greedy();
      case "beam" ->
          new Strategy.Beams(
              (int) number("num_beams", 1),
              number("length_penalty", 1),
              Boolean.TRUE.equals(options().get("early_stopping"))
                  ? EarlyStopping.AT_ONCE
                  : EarlyStopping.BY_PRESENT_LENGTH,
              returned());
      default ->
          new Strategy.Sampling(
              new Warping(
                  number("temperature", 1),
                  (int) number("top_k", 0),
                  number("top_p", 1),
                  number("min_p", 0)),
              0,
              1);
    };
  }

  private double number(String option, double otherwise) {
    return options().get(option) instanceof Number number ? number.doubleValue() : otherwise;
  }

  private Map<?, ?> options() {
    return (Map<?, ?>) json.get("options");
  }
}
