package graft.recipe.local;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.data.Batch;
import graft.data.Padding;
import graft.data.Targets;
import graft.data.Tokenization;
import graft.format.model.ModelDirectory;
import graft.model.BaseModel;
import graft.model.Inputs;
import graft.recipe.AdapterSource;
import graft.recipe.PredictSpec;
import graft.recipe.task.Answer;
import graft.recipe.task.Answers;
import graft.recipe.task.Parts;
import graft.recipe.task.Row;
import graft.recipe.task.RowReader;
import graft.site.Pass;
import graft.site.Setup;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
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

/** Answers rows with a trained adapter. */
final class Prediction {
  private static final int BATCH = 32;

  private final AdapterSource source;
  private final PredictSpec spec;

  Prediction(AdapterSource source, PredictSpec spec) {
    this.source = source;
    this.spec = spec;
  }

  List<Map<String, Object>> on(BaseModel model) {
    AdapterManifest manifest = AdapterFiles.manifest(source.directory());
    TaskSpec task = manifest.task().orElseThrow(this::hasNoHead);
    try (AdaptedModel adapted = AdaptedModel.open(model, source, spec.setup(), spec.adapters());
        Tokenization tokenization =
            Tokenization.open(ModelDirectory.open(source.model().directory()).tokenizer())) {
      Answer answer = Answers.of(task, new Parts(spec.wanted()), tokenization);
      List<Row> rows =
          new RowReader(
                  task,
                  tokenization,
                  Math.min(manifest.maxLength(), adapted.maxLength()),
                  adapted.maxLength(),
                  model.tokenEmbedding().getShape().get(0),
                  model.facts().typeVocabulary())
              .read(spec.inputs());
      Setup setup = adapted.setup(source.isMerged());
      List<Map<String, Object>> answers = new ArrayList<>();
      for (int from = 0; from < rows.size(); from += BATCH) {
        List<Row> part = rows.subList(from, Math.min(rows.size(), from + BATCH));
        answers.addAll(answers(part, answer, finite(logits(adapted, setup, part, answer))));
      }
      return answers;
    }
  }

  /** Nothing can be told from scores that are no numbers. */
  private float[] finite(float[] logits) {
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new GraftException(
            ErrorCode.DIVERGED,
            "adapter %s gives scores that are not finite: its weights are too large for these rows"
                .formatted(source.id()));
      }
    }
    return logits;
  }

  private GraftException hasNoHead() {
    return new GraftException(
        ErrorCode.INVALID_STATE,
        "adapter " + source.id() + " has no head, so it answers nothing; train one from it");
  }

  /** Each row's share of the scores goes by the places that it asked for. */
  private static List<Map<String, Object>> answers(List<Row> rows, Answer answer, float[] logits) {
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

  private static int share(Row row, Answer answer) {
    return Math.max(1, row.sequences().mapToInt(part -> answer.places(part).length).sum());
  }

  private static float[] logits(AdaptedModel adapted, Setup setup, List<Row> rows, Answer answer) {
    return Gradients.off(() -> {
      try (Scope scope = new Scope()) {
        List<Row> all = rows.stream().flatMap(Row::sequences).toList();
        Batch batch =
            Batch.of(
                    all.stream().map(Row::ids).toArray(int[][]::new),
                    all.stream().map(Row::typeIds).toArray(int[][]::new),
                    new Targets.None(),
                    padding(rows, adapted))
                .withMasks(all.stream().map(Row::mask).toArray(int[][]::new));
        Inputs inputs =
            DeviceBatch.inputs(batch, adapted.manager(), adapted.model().facts().typeVocabulary());
        Optional<NDArray> places = places(all, answer, batch.length(), adapted.manager());
        return HostMemory.floats(adapted.logits(inputs, places, Pass.of(setup)));
      }
    });
  }

  private static Padding padding(List<Row> rows, AdaptedModel adapted) {
    boolean areReady = rows.stream().allMatch(row -> row.source().isEmpty());
    return areReady ? Rows.exact(adapted) : Rows.padding(adapted);
  }

  /** Places of each sequence, counted over all; empty where rows have scores as a whole. */
  private static Optional<NDArray> places(
      List<Row> rows, Answer answer, int length, NDManager manager) {
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
