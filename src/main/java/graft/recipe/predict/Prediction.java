package graft.recipe.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.data.Batch;
import graft.data.Padding;
import graft.data.Targets;
import graft.data.Tokenizer;
import graft.model.BaseModel;
import graft.model.Inputs;
import graft.recipe.PredictSpec;
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.LoadedModel;
import graft.recipe.adapted.OpenAdapter;
import graft.recipe.adapted.Preparation;
import graft.recipe.adapted.SequenceLimits;
import graft.recipe.batch.DataLoader;
import graft.recipe.batch.DeviceBatch;
import graft.recipe.batch.Slices;
import graft.recipe.task.Answers;
import graft.recipe.task.OutputDecoder;
import graft.recipe.task.Parts;
import graft.recipe.task.ReadyIds;
import graft.recipe.task.Row;
import graft.recipe.task.RowReader;
import graft.site.Pass;
import graft.spec.job.TaskSpec;
import graft.tensor.Gradients;
import graft.tensor.HostMemory;
import graft.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Answers rows of text with a trained adapter, a slice of them at each turn. */
final class Prediction {
  private final PredictSpec spec;
  private final Turns turns;
  private final String who;

  Prediction(PredictSpec spec, Turns turns) {
    this.spec = spec;
    this.turns = turns;
    this.who = spec.who().name();
  }

  /** One object a row, in their order. */
  List<Map<String, Object>> on(LoadedModel loaded) {
    OpenAdapter.Key key = OpenAdapter.Key.of(spec.who());
    return loaded.with(
        key,
        () -> OpenAdapter.open(loaded.base(), key),
        open ->
            switch (loaded.preparation()) {
              case Preparation.OfText text -> answers(open, text.opened());
              case Preparation.OfPictures pictures ->
                  new PicturePrediction(spec, turns, pictures.processor()).answers(open, who);
            });
  }

  private List<Map<String, Object>> answers(OpenAdapter open, Tokenizer tokenization) {
    TaskSpec task = open.task().orElseThrow(() -> Refused.hasNoHead(who));
    OutputDecoder answer = Answers.of(task, new Parts(spec.wanted()), tokenization);
    List<Row> rows = reader(open, task, tokenization).read(spec.inputs());
    Padding padding = padding(rows, open);
    List<Map<String, Object>> answers = new ArrayList<>();
    rows.forEach(_ -> answers.add(Map.of()));
    Slices slices = Slices.of(open.adapted().model(), task, turns::most);
    for (List<Integer> slice : slices.of(rows, padding)) {
      List<Row> part = slice.stream().map(rows::get).toList();
      long tokens = part.stream().mapToLong(row -> row.sequences().count() * longest(row)).sum();
      float[] logits = turns.next(tokens, () -> logits(open, part, answer, padding));
      List<Map<String, Object>> made = answers(part, answer, Refused.unlessFinite(logits, who));
      for (int i = 0; i < made.size(); i++) {
        answers.set(slice.get(i), made.get(i));
      }
    }
    return answers;
  }

  private static RowReader reader(OpenAdapter open, TaskSpec task, Tokenizer tokenization) {
    AdaptedModel adapted = open.adapted();
    BaseModel model = adapted.model();
    return new RowReader(
        task,
        tokenization,
        Math.min(open.maxLength(), adapted.maxLength()),
        new ReadyIds(
            task,
            adapted.maxLength(),
            SequenceLimits.vocabulary(model),
            model.info().typeVocabulary(),
            model.info().decoder().isPresent()),
        model.info().decoder());
  }

  /** Each row's share of the scores goes by the places that it asked for. */
  private static List<Map<String, Object>> answers(
      List<Row> rows, OutputDecoder answer, float[] logits) {
    int[] shares = rows.stream().mapToInt(row -> share(row, answer)).toArray();
    int outputs = logits.length / IntStream.of(shares).sum();
    List<Map<String, Object>> answers = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < shares.length; i++) {
      int to = from + shares[i] * outputs;
      answers.add(answer.of(rows.get(i), Arrays.copyOfRange(logits, from, to)));
      from = to;
    }
    return answers;
  }

  private static int share(Row row, OutputDecoder answer) {
    return Math.max(1, row.sequences().mapToInt(part -> answer.places(part).length).sum());
  }

  private static float[] logits(
      OpenAdapter open, List<Row> rows, OutputDecoder answer, Padding padding) {
    AdaptedModel adapted = open.adapted();
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        Batch.Tokens batch = batch(rows, padding);
        Inputs inputs = DeviceBatch.inputs(batch, adapted.manager(), adapted.model().info());
        Optional<NDArray> places =
            places(
                rows.stream().flatMap(Row::sequences).toList(),
                answer,
                batch.decoded().map(Batch.Decoded::length).orElse(batch.length()),
                adapted.manager());
        return HostMemory.floats(adapted.logits(inputs, places, Pass.of(open.setup())));
      }
    });
  }

  private static Batch.Tokens batch(List<Row> rows, Padding padding) {
    List<Row> all = rows.stream().flatMap(Row::sequences).toList();
    Batch.Tokens batch =
        Batch.Tokens.of(
                all.stream().map(Row::ids).toArray(int[][]::new),
                all.stream().map(Row::typeIds).toArray(int[][]::new),
                new Targets.None(),
                padding)
            .withMasks(all.stream().map(Row::mask).toArray(int[][]::new));
    int[][] read =
        all.stream()
            .flatMap(row -> row.decoder().stream())
            .map(Row.Decoder::ids)
            .toArray(int[][]::new);
    return read.length == 0 ? batch : batch.with(Batch.Decoded.of(read, padding));
  }

  /**
   * How far a row is padded is seen by a gate, which looks at padding too: there all slices are as
   * long as the request's longest row. So are ready ids, whose padding is their maker's.
   */
  private static Padding padding(List<Row> rows, OpenAdapter open) {
    boolean areReady = rows.stream().allMatch(row -> row.source().isEmpty());
    Padding padding =
        areReady ? DataLoader.exact(open.adapted()) : DataLoader.padding(open.adapted());
    return areReady || open.looksAtPadding()
        ? padding.atLeast(
            rows.stream().mapToInt(Row::longest).max().orElse(1),
            rows.stream().mapToInt(Row::decoded).max().orElse(0))
        : padding;
  }

  private static int longest(Row row) {
    return Math.max(row.longest(), row.decoded());
  }

  /** Places of each sequence, counted over all; empty where rows have scores as a whole. */
  private static Optional<NDArray> places(
      List<Row> rows, OutputDecoder answer, int length, NDManager manager) {
    long[] places =
        IntStream.range(0, rows.size())
            .flatMap(i -> Arrays.stream(answer.places(rows.get(i))).map(p -> i * length + p))
            .asLongStream()
            .toArray();
    return places.length == 0
        ? Optional.empty()
        : Optional.of(manager.create(places, new Shape(places.length)));
  }
}
