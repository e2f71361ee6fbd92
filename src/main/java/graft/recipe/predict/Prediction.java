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
import graft.model.TokenPlaces;
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
import java.util.stream.LongStream;

/** Answers rows of text with a trained adapter, a slice of them at each turn. */
final class Prediction {
  private final PredictSpec spec;
  private final Turns turns;
  private final JointPasses passes;
  private final String who;

  Prediction(PredictSpec spec, Turns turns, JointPasses passes) {
    this.spec = spec;
    this.turns = turns;
    this.passes = passes;
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
    for (List<Integer> places : slices.of(rows, padding)) {
      List<Row> part = places.stream().map(rows::get).toList();
      JointPasses.Slice slice =
          new JointPasses.Slice(open, part, answer, padding, isShareable(part, open));
      int most = slices.tokens(slice.length());
      float[] scores = passes.scores(slice, turns, most, Prediction::scores);
      List<Map<String, Object>> made = answers(slice, Refused.unlessFinite(scores, who));
      for (int i = 0; i < made.size(); i++) {
        answers.set(places.get(i), made.get(i));
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

  /** Rows of texts alone: how far ready ids are padded is their maker's decision. */
  private static boolean isShareable(List<Row> rows, OpenAdapter open) {
    return !open.looksAtPadding()
        && rows.stream().allMatch(row -> row.source().isPresent() && row.decoder().isEmpty());
  }

  /** Each row's share of the scores goes by the places that it asked for. */
  private static List<Map<String, Object>> answers(JointPasses.Slice slice, float[] scores) {
    int[] shares = slice.shares();
    int outputs = scores.length / IntStream.of(shares).sum();
    List<Map<String, Object>> answers = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < shares.length; i++) {
      int to = from + shares[i] * outputs;
      answers.add(slice.answer().of(slice.rows().get(i), Arrays.copyOfRange(scores, from, to)));
      from = to;
    }
    return answers;
  }

  /** Of slices that stand side by side in one pass. */
  private static float[] scores(List<JointPasses.Slice> slices) {
    JointPasses.Slice first = slices.getFirst();
    AdaptedModel adapted = first.open().adapted();
    List<Row> rows = slices.stream().flatMap(slice -> slice.rows().stream()).toList();
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        Batch.Tokens batch = batch(rows, first.padding());
        Inputs inputs = DeviceBatch.inputs(batch, adapted.manager(), adapted.model().info());
        int length = batch.decoded().map(Batch.Decoded::length).orElse(batch.length());
        Optional<NDArray> places = places(slices, length, adapted.manager());
        return HostMemory.floats(
            adapted.logits(inputs, places.map(TokenPlaces::of), Pass.of(first.open().setup())));
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

  /** Places of each sequence, counted over all; empty where rows have scores as a whole. */
  private static Optional<NDArray> places(
      List<JointPasses.Slice> slices, int length, NDManager manager) {
    LongStream.Builder places = LongStream.builder();
    int sequence = 0;
    for (JointPasses.Slice slice : slices) {
      for (Row row : slice.rows().stream().flatMap(Row::sequences).toList()) {
        for (int place : slice.answer().places(row)) {
          places.add((long) sequence * length + place);
        }
        sequence++;
      }
    }
    long[] all = places.build().toArray();
    return all.length == 0
        ? Optional.empty()
        : Optional.of(manager.create(all, new Shape(all.length)));
  }
}
