package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.format.Safetensors;
import graft.format.Tensors;
import graft.parity.ParityModels;
import graft.recipe.AdapterSource;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.ModelInSetup;
import graft.recipe.ModelSource;
import graft.recipe.PredictSpec;
import graft.recipe.Rehearsal;
import graft.recipe.Turns;
import graft.recipe.adapted.LoadedModels;
import graft.spec.AdapterId;
import graft.spec.Codec;
import graft.spec.DeviceId;
import graft.spec.ErrorCode;
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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each task that an encoder can learn, from rows to answers, on tiny models. */
class EncoderTasksTest {
  private static final DeviceId CPU = new DeviceId("cpu");
  private static final int COPIES = 12;

  private final LoadedModels models = new LoadedModels();
  private final LocalRecipes recipes = new LocalRecipes(models, Clock.systemUTC());
  @TempDir private Path directory;
  private ModelSource model = model("bert", "bert-a");

  @AfterEach
  void close() {
    models.close();
  }

  @Test
  void aTextMayHaveAnyNumberOfLabels() {
    Recorder run =
        train(
            TaskType.MULTI_LABEL_CLASSIFICATION,
            List.of("question", "travel"),
            """
            {"text": "Is there a bus after midnight?", "labels": ["travel", "question"]}
            {"text": "Is the soup hot?", "labels": ["question"]}
            {"text": "The soup needs salt.", "labels": []}
            """);

    assertThat(run.finished().metrics())
        .containsEntry("test_micro_f1", 1.0)
        .containsEntry("test_accuracy", 1.0);
    assertThat(
            answers(
                run, "Is there a bus after midnight?", "Is the soup hot?", "The soup needs salt."))
        .extracting(answer -> answer.get("labels"))
        .containsExactly(List.of("question", "travel"), List.of("question"), List.of());
  }

  @Test
  void aTextMayHaveAScore() {
    Recorder run =
        train(
            TaskType.REGRESSION,
            List.of(),
            """
            {"text": "What a brilliant concert!", "score": 2}
            {"text": "This film is slow and far too long.", "score": -1.5}
            """);

    assertThat(run.finished().metrics().get("test_pearson")).isCloseTo(1, within(0.01));
    List<Map<String, Object>> answers =
        answers(run, "What a brilliant concert!", "This film is slow and far too long.");
    assertThat((Float) answers.getFirst().get("score")).isCloseTo(2f, within(0.3f));
    assertThat((Float) answers.getLast().get("score")).isCloseTo(-1.5f, within(0.3f));
  }

  @ParameterizedTest
  @CsvSource({"bert,bert-a", "distilbert,distilbert-a", "roberta,roberta-a"})
  void wordsMayBePartsOfEntities(String architecture, String name) {
    model = model(architecture, name);
    Recorder run =
        train(
            TaskType.TOKEN_CLASSIFICATION,
            List.of("O", "B-ANIMAL", "B-THING", "I-THING"),
            """
            {"tokens": ["The", "dog", "sleeps", "under", "the", "old", "table"], "tags": ["O", "B-ANIMAL", "O", "O", "O", "B-THING", "I-THING"]}
            {"tokens": ["The", "soup", "needs", "salt"], "tags": ["O", "B-THING", "O", "B-THING"]}
            """);

    assertThat(run.finished().metrics())
        .containsEntry("test_f1", 1.0)
        .containsEntry("test_accuracy", 1.0);
    Map<String, Object> answer = answers(run, "The dog sleeps under the old table").getFirst();
    List<Map<String, Object>> entities = list(answer, "entities");
    assertThat(entities).extracting(e -> e.get("text")).containsExactly("dog", "old table");
    assertThat(entities).extracting(e -> e.get("type")).containsExactly("ANIMAL", "THING");
    assertThat(entities.getLast()).containsEntry("start", 25).containsEntry("end", 34);
    assertThat(list(answer, "tokens").getFirst())
        .containsEntry("label", "O")
        .containsEntry("start", 0)
        .containsKeys("token", "end", "probabilities", "logits");
  }

  @Test
  void givenIdsGetALabelEachAndTheirMaskIsRespected() {
    Recorder run =
        train(
            TaskType.TOKEN_CLASSIFICATION,
            List.of("DET", "NOUN"),
            """
            {"tokens": ["the", "bus"], "tags": ["DET", "NOUN"]}
            """);

    List<Map<String, Object>> answers =
        predict(
            run,
            List.of(
                Map.of("input_ids", List.of(2, 10, 11, 3)),
                Map.of(
                    "input_ids",
                    List.of(2, 10, 11, 3, 17),
                    "attention_mask",
                    List.of(1, 1, 1, 1, 0))),
            Set.of("logits"));

    assertThat(run.finished().metrics()).containsKey("test_macro_f1");
    assertThat(list(answers.getFirst(), "tokens")).hasSize(4);
    assertThat(list(answers.getLast(), "tokens")).hasSize(5);
    assertThat(firstLogit(answers.getLast()))
        .isCloseTo(firstLogit(answers.getFirst()), within(1e-5f));
  }

  @Test
  void anAnswerIsFoundInItsContext() {
    Recorder run =
        train(
            TaskType.QUESTION_ANSWERING,
            List.of(),
            """
            {"question": "Who sleeps?", "context": "The dog sleeps under the old table.", "answers": {"text": ["dog"], "answer_start": [4]}}
            {"question": "What needs salt?", "context": "The soup needs salt.", "answers": {"text": ["The soup"], "answer_start": [0]}}
            {"question": "Who won?", "context": "Prices rose by 6 percent.", "answers": {"text": [], "answer_start": []}}
            """);

    assertThat(run.finished().metrics())
        .containsEntry("test_exact_match", 1.0)
        .containsEntry("test_f1", 1.0);
    List<Map<String, Object>> answers =
        predict(
            run,
            List.of(
                Map.of("text", "Who sleeps?", "text_pair", "The dog sleeps under the old table."),
                Map.of("text", "Who won?", "text_pair", "Prices rose by 6 percent.")),
            Set.of());
    assertThat(answers.getFirst())
        .containsEntry("answer", "dog")
        .containsEntry("start", 4)
        .containsEntry("end", 7)
        .containsKeys("score", "start_logits", "end_logits");
    assertThat(answers.getLast()).containsEntry("answer", "").containsEntry("end", 0);
  }

  @Test
  void hiddenTokensAreGuessed() throws IOException {
    Recorder run =
        train(
            TaskType.MASKED_LM,
            List.of(),
            """
            {"text": "The soup needs salt."}
            """
                .repeat(5));

    assertThat(run.finished().metrics()).containsKeys("test_perplexity", "test_accuracy");
    assertThat(run.losses.getLast()).isLessThan(run.losses.getFirst());
    Map<String, Object> answer = answers(run, "The soup needs salt[MASK]").getFirst();
    assertThat(answer).doesNotContainKey("logits");
    assertThat(answer.get("generated_text")).isEqualTo("the soup needs salt.");
    Map<String, Object> mask = list(answer, "masks").getFirst();
    assertThat(list(mask, "candidates")).hasSize(5);
    assertThat(list(mask, "candidates").getFirst()).containsEntry("token", ".");
    Map<String, Object> all =
        predict(run, List.of(Map.of("input_ids", List.of(2, 4, 3))), Set.of("all_logits"))
            .getFirst();
    assertThat(list(all, "tokens")).hasSize(3);
    assertThat((List<?>) list(all, "tokens").getFirst().get("logits")).hasSize(150);
    try (Tensors head =
        Safetensors.open(run.output.resolve("model_head.safetensors"), ErrorCode.INVALID_ADAPTER)) {
      assertThat(head.names()).contains("heads.graft.3.weight", "heads.graft.3.bias");
    }
  }

  @Test
  void theSameTokensAreHiddenAgain() {
    String rows = "{\"text\": \"We found a mistake in the report.\"}\n";

    assertThat(train(TaskType.MASKED_LM, List.of(), rows).losses)
        .isEqualTo(train(TaskType.MASKED_LM, List.of(), rows).losses);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          brown-pos           | TOKEN_CLASSIFICATION    | tokens
          word-valence        | REGRESSION              | text
          wordnet-topics      | MASKED_LM               | text
          """)
  void realRowsCanBeRehearsed(String data, TaskType type, String column) throws IOException {
    Path rows = Path.of("src/test/resources/data", data, "train.jsonl");
    List<String> tags =
        List.of(
            "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON",
            "PROPN", "PUNCT", "SCONJ", "VERB", "X");
    List<String> labels = type == TaskType.TOKEN_CLASSIFICATION ? tags : List.of();

    Rehearsal rehearsal =
        recipes.rehearse(spec(type, labels, Files.readString(rows), 1), Turns.alone(CPU));

    assertThat(rehearsal.trainingRows()).isEqualTo(40);
    assertThat(rehearsal.estimatedSeconds()).isPositive();
    assertThat(rehearsal.example()).containsKeys(column, "tokens");
  }

  private Recorder train(TaskType type, List<String> labels, String rows) {
    Recorder run = new Recorder(directory.resolve("adapter"), Integer.MAX_VALUE);
    run.outcome = recipes.fineTune(spec(type, labels, rows, COPIES), run);
    return run;
  }

  private FineTuneSpec spec(TaskType type, List<String> labels, String rows, int copies) {
    DataSource data = data(rows.repeat(copies));
    TrainingSpec training =
        Codec.change(
                TrainingSpec.DEFAULTS,
                Map.of("epochs", 15, "learning_rate", 0.01, "batch_size", 4),
                "",
                new Faults())
            .orElseThrow();
    JobSpec job =
        new JobSpec(
            model.name(),
            data.id(),
            Optional.of(data.id()),
            Optional.of(data.id()),
            Optional.empty(),
            7,
            new TaskSpec(type, labels, Optional.empty()),
            Map.of(),
            0,
            AdapterConfig.read("lora"),
            Optional.empty(),
            SetupSpec.ALONE,
            training,
            EvaluationSpec.DEFAULTS,
            CheckpointSpec.DEFAULTS,
            0,
            Map.of());
    return new FineTuneSpec(job, model, data, Optional.of(data), Optional.of(data), Map.of());
  }

  private DataSource data(String rows) {
    try {
      Path file = Files.writeString(directory.resolve("rows.jsonl"), rows);
      return new DataSource(new FileId("file-1"), file, "rows.jsonl", "sha-of-rows");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelSource model(String architecture, String name) {
    return new ModelSource(name, ParityModels.directory(architecture, name), "sha-of-" + name);
  }

  private List<Map<String, Object>> answers(Recorder run, String... texts) {
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (String text : texts) {
      inputs.add(Map.of("text", text));
    }
    return predict(run, inputs, Set.of());
  }

  private List<Map<String, Object>> predict(
      Recorder run, List<Map<String, Object>> inputs, Set<String> wanted) {
    AdapterSource source = new AdapterSource(new AdapterId("adp-1"), run.output, model, false);
    SetupSpec alone = new SetupSpec.Leaf(source.id().value());
    return recipes.predict(
        new PredictSpec(ModelInSetup.of(source, alone, Map.of()), inputs, wanted),
        Turns.alone(CPU));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> answer, String key) {
    return (List<Map<String, Object>>) answer.get(key);
  }

  private static float firstLogit(Map<String, Object> answer) {
    return (Float) ((List<?>) list(answer, "tokens").getFirst().get("logits")).getFirst();
  }
}
