package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.Text;
import graft.data.TokenizedText;
import graft.data.Tokenizer;
import graft.parity.ParityModels;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.ModelSource;
import graft.recipe.adapted.LoadedModels;
import graft.spec.Codec;
import graft.spec.Faults;
import graft.spec.FileId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.evaluation.EvaluationSpec;
import graft.spec.job.CheckpointSpec;
import graft.spec.job.JobSpec;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where padding has a part in the result, texts are padded to the longest and no further, as the
 * reference pads them: ready ids, which are taken as they are, give the same.
 */
class PaddingThatCountsTest {
  private static final ModelSource MODEL =
      new ModelSource("bert-a", ParityModels.directory("bert", "bert-a"), "sha-of-bert-a");

  private final LoadedModels models = new LoadedModels();
  private final LocalRecipes recipes = new LocalRecipes(models, Clock.systemUTC());
  @TempDir private Path directory;

  @AfterEach
  void close() {
    models.close();
  }

  @Test
  void ofTheLossOfAnswersAllPositionsAreAPart() throws IOException {
    String text =
        """
        {"question": "is it", "context": "a red apple", "answers": {"text": ["red"], "answer_start": [2]}}
        """;
    TokenizedText read = tokens(Text.of("is it", "a red apple"));
    int first = inside(read, 2);
    int last = inside(read, 4);
    assertThat(read.length() % 8).isNotZero();
    String ready =
        """
        {"input_ids": %s, "token_type_ids": %s, "start_positions": %d, "end_positions": %d}
        """
            .formatted(Arrays.toString(read.ids()), Arrays.toString(segments(read)), first, last);

    double ofText = train("lora", TaskType.QUESTION_ANSWERING, List.of(), text).losses.getFirst();
    double ofIds = train("lora", TaskType.QUESTION_ANSWERING, List.of(), ready).losses.getFirst();

    assertThat(ofText).isEqualTo(ofIds);
  }

  private static TokenizedText tokens(Text text) throws IOException {
    try (Tokenizer tokenizer = Tokenizer.open(MODEL.directory().resolve("tokenizer.json"))) {
      return tokenizer.encode(List.of(text), 64).getFirst();
    }
  }

  /** The token of the context that this character is in. */
  private static int inside(TokenizedText read, int character) {
    int token = 0;
    while (read.sequences()[token] != 1 || read.ends()[token] <= character) {
      token++;
    }
    return token;
  }

  private static int[] segments(TokenizedText read) {
    int second = 0;
    while (read.sequences()[second] != 1) {
      second++;
    }
    int[] segments = new int[read.length()];
    Arrays.fill(segments, second, read.length(), 1);
    return segments;
  }

  private Recorder train(String adapter, TaskType type, List<String> labels, String rows)
      throws IOException {
    Path file = Files.writeString(directory.resolve("rows.jsonl"), rows);
    DataSource data = new DataSource(new FileId("file-1"), file, "rows.jsonl", "sha-of-rows");
    TrainingSpec once =
        Codec.change(
                TrainingSpec.DEFAULTS,
                Map.of("max_steps", 1, "dropout", 0, "learning_rate", 0.1),
                "",
                new Faults())
            .orElseThrow();
    JobSpec job =
        new JobSpec(
            "bert-a",
            new FileId("file-1"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            7,
            new TaskSpec(type, labels, Optional.empty()),
            Map.of(),
            0,
            AdapterConfig.read(adapter),
            Optional.empty(),
            SetupSpec.ALONE,
            once,
            EvaluationSpec.DEFAULTS,
            CheckpointSpec.DEFAULTS,
            0,
            Map.of());
    Recorder run = new Recorder(directory.resolve("adapter"), Integer.MAX_VALUE);
    run.outcome =
        recipes.fineTune(
            new FineTuneSpec(job, MODEL, data, Optional.empty(), Optional.empty(), Map.of()), run);
    return run;
  }
}
