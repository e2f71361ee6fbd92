package graft.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.assertj.core.groups.Tuple.tuple;

import graft.WithDatabase;
import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterState;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.NewAdapter;
import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.catalog.file.Upload;
import graft.catalog.storage.StorageLayout;
import graft.job.Job;
import graft.job.JobState;
import graft.job.Jobs;
import graft.spec.Activation;
import graft.spec.AdapterId;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.Owner;
import graft.spec.adapter.Presets;
import graft.spec.job.HeadSpec;
import graft.spec.job.JobRequest;
import graft.spec.job.JobSpec;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.UsualHeads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(classes = DispatchPackage.class, webEnvironment = WebEnvironment.NONE)
@WithDatabase
class SubmissionTest {
  private static final String ROWS = "text,label\ncheap pills,spam\nsee you,ham\nat noon,ham\n";

  @Autowired Submission submission;
  @Autowired Resolver resolver;
  @Autowired Jobs jobs;
  @Autowired DataFiles files;
  @Autowired Adapters adapters;
  @Autowired StorageLayout layout;
  @Autowired IdSource ids;
  @Autowired JdbcClient jdbc;

  private String training;

  @BeforeEach
  void prepare() throws IOException {
    jdbc.sql("delete from job").update();
    jdbc.sql("delete from scheduled_tasks").update();
    training = upload("train.csv", ROWS);
  }

  @Test
  void whatIsNotSaidIsFilledIn() {
    Job job = submission.submit(Owner.LOCAL, request(Map.of()));

    JobSpec spec = job.spec();
    assertThat(spec.task())
        .isEqualTo(
            new TaskSpec(
                TaskType.SEQUENCE_CLASSIFICATION,
                List.of("ham", "spam"),
                Optional.of(
                    new HeadSpec(
                        Optional.of(2),
                        Optional.of(Activation.TANH),
                        Optional.of(HeadSpec.Pooling.FIRST)))));
    assertThat(spec.seed()).isEqualTo(7);
    assertThat(spec.adapter()).isEqualTo(Presets.DEFAULT);
    assertThat(spec.setup()).isEqualTo(SetupSpec.ALONE);
    assertThat(jobs.get(Owner.LOCAL, job.id()).spec()).isEqualTo(spec);
    assertThat(job.state()).isInstanceOf(JobState.Queued.class);
  }

  @Test
  void aJobAndItsPlaceInTheQueueAreStoredTogether() {
    Job job = submission.submit(Owner.LOCAL, request(Map.of("priority", 5)));

    assertThat(
            jdbc.sql("select task_instance, priority from scheduled_tasks")
                .query((row, _) -> row.getString(1) + " " + row.getInt(2))
                .list())
        .containsExactly(job.id() + "#1 5");
  }

  @Test
  void labelsKeepTheOrderThatARequestGivesThem() {
    JobSpec spec =
        resolver.resolve(
            Owner.LOCAL,
            request(
                Map.of(
                    "task",
                    Map.of("type", "sequence_classification", "labels", List.of("spam", "ham")))));

    assertThat(spec.task().labels()).containsExactly("spam", "ham");
  }

  @Test
  void everyFaultIsFoundAtOnce() throws IOException {
    String results =
        store("metrics.csv", "step,train_loss\n1,0.5\n", FilePurpose.FINE_TUNE_RESULTS);
    String broken = upload("broken.jsonl", "{\"text\": \"a\", \"label\": \"ham\"}\n{oops\n");

    assertThat(
            faults(
                Map.of(
                    "model",
                    "tinny",
                    "training_file",
                    "file-unknown",
                    "validation_file",
                    results,
                    "test_file",
                    broken,
                    "setup",
                    Map.of("stack", List.of("adp-unknown", "$new")))))
        .extracting(Fault::pointer, Fault::code)
        .containsExactlyInAnyOrder(
            tuple("/model", "unknown_base_model"),
            tuple("/training_file", "file_not_found"),
            tuple("/validation_file", "wrong_purpose"),
            tuple("/test_file", "invalid_file"),
            tuple("/setup/stack/0", "adapter_not_found"));
    assertThat(jdbc.sql("select count(*) from job").query(Long.class).single()).isZero();
    assertThat(jdbc.sql("select count(*) from scheduled_tasks").query(Long.class).single())
        .isZero();
  }

  @Test
  void filesMustAgreeWithTheTaskAndWithEachOther() throws IOException {
    String eggs = upload("valid.csv", "text,label\nan egg,egg\nsee you,ham\n");
    String other = upload("test.csv", "words,class\nan egg,ham\nsee you,spam\n");

    assertThat(
            faults(
                Map.of(
                    "validation_file",
                    eggs,
                    "test_file",
                    other,
                    "training",
                    Map.of("max_length", 65),
                    "task",
                    Map.of(
                        "type",
                        "sequence_classification",
                        "labels",
                        List.of("ham", "spam", "eggs")))))
        .extracting(Fault::pointer, Fault::code)
        .contains(
            tuple("/task/labels/2", "label_not_in_data"),
            tuple("/validation_file", "unknown_label"),
            tuple("/test_file", "missing_column"),
            tuple("/training/max_length", "out_of_range"));
  }

  @Test
  void aTaskThatTheModelCannotLearnIsRefused() {
    assertThat(faults(Map.of("task", Map.of("type", "causal_lm"))))
        .singleElement()
        .isEqualTo(
            new Fault(
                "/task/type",
                "unsupported_task",
                "model tiny can be trained to do sequence_classification,"
                    + " multi_label_classification, regression, token_classification,"
                    + " question_answering, masked_lm; not causal_lm"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          multi_label_classification | {"text":"a","labels":["x","y"]}            | x y | micro_f1
          regression                 | {"text":"a","score":0.5}                   |     | mse
          token_classification       | {"tokens":["a","b"],"tags":["O","B-X"]}    | B-X O | f1
          token_classification       | {"tokens":["a","b"],"tags":["DET","NOUN"]} | DET NOUN | macro_f1
          question_answering         | {"question":"a?","context":"a b","answers":{"text":["b"],"answer_start":[2]}} | | exact_match
          masked_lm                  | {"text":"a b"}                             |     | perplexity
          """)
  void eachTaskHasItsColumnsItsLabelsAndItsMetrics(
      String task, String row, @Nullable String labels, String metric) throws IOException {
    training = upload("train.jsonl", row + "\n" + row + "\n");

    JobSpec spec =
        resolver.resolve(
            Owner.LOCAL,
            request(
                Map.of(
                    "task",
                    Map.of("type", task),
                    "evaluation",
                    Map.of("metric", metric),
                    "validation_split",
                    0.5)));

    List<String> expected = labels == null ? List.of() : List.of(labels.split(" "));
    assertThat(spec.task().labels()).isEqualTo(expected);
    assertThat(resolver.resolve(Owner.LOCAL, request(Map.of())).task().type())
        .isEqualTo(spec.task().type());
    assertThat(
            faults(
                Map.of(
                    "task",
                    Map.of("type", task),
                    "evaluation",
                    Map.of("metric", "wit"),
                    "validation_split",
                    0.5)))
        .extracting(Fault::pointer, Fault::code)
        .containsExactly(tuple("/evaluation/metric", "out_of_range"));
  }

  @Test
  void columnsAndLabelsThatATaskDoesNotHaveAreRefused() {
    assertThat(faults(Map.of("task", Map.of("type", "regression"))))
        .extracting(Fault::pointer)
        .containsExactly("/columns/score");
    assertThat(faults(Map.of("task", Map.of("type", "masked_lm", "labels", List.of("ham")))))
        .extracting(Fault::pointer, Fault::code)
        .containsExactly(tuple("/task/labels", "not_applicable"));
  }

  @Test
  void whatTheModelHasNoPlaceForIsAFaultOfTheAdapter() {
    assertThat(faults(Map.of("adapter", Map.of("architecture", "lora", "r", 128))))
        .containsExactly(new Fault("/adapter/r", "out_of_range", "r must be at most 64"));
  }

  @Test
  void aJobContinuesFromAnAdapterThatIsNotMerged() throws IOException {
    AdapterEntry start = adapter("tiny");

    JobSpec spec = resolver.resolve(Owner.LOCAL, request(Map.of("start_from", start.id().value())));
    assertThat(spec.startFrom()).contains(start.id());
    assertThat(start.task().map(task -> task.withHead(UsualHeads.over(HeadSpec.Pooling.FIRST))))
        .contains(spec.task());

    adapters.mark(Owner.LOCAL, start.id(), AdapterState.MERGED);
    assertThatThrownBy(
            () -> resolver.resolve(Owner.LOCAL, request(Map.of("start_from", start.id().value()))))
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.ADAPTER_MERGED, GraftException::code);
  }

  @Test
  void anAdapterOfAnotherModelIsNoStart() throws IOException {
    AdapterEntry foreign = adapter("large");

    assertThat(faults(Map.of("start_from", foreign.id().value())))
        .containsExactly(
            new Fault(
                "/adapter/from",
                "wrong_model",
                "adapter " + foreign.id() + " belongs to the base model large, not tiny"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "lora"   | {"stack": ["%2$s", "$new"]} | /adapter/from | is a bottleneck adapter, which a job that trains a lora adapter cannot
          "fusion" | {"fuse": ["%2$s", "%2$s"]}  | /adapter/from | that trains a fusion adapter (a fuse block) cannot
          null     | {"fuse": ["%2$s", "%2$s"]}  | /adapter/from | that trains a fusion adapter (a fuse block) cannot
          "lora"   | {"fuse": ["%2$s", "%2$s"]}  | /adapter/from | with a fuse block the adapter must be a fusion, not lora
          "fusion" | "$new"                      | /adapter/from | a fusion is trained with a setup that has a fuse block
          null     | {"stack": ["%3$s", "$new"]} | /setup/stack/0 | belongs to the base model large
          """)
  void aStartThatDoesNotFitTheMethodOrTheSetupIsNamed(
      String adapter, String setup, String pointer, String words) throws IOException {
    String start = adapter("tiny").id().value();
    String json =
        "{\"start_from\": \"%1$s\", \"adapter\": " + adapter + ", \"setup\": " + setup + "}";
    String large = adapter("large").id().value();
    Map<String, Object> change =
        JsonMapper.shared()
            .readValue(
                json.formatted(start, start, large), new TypeReference<Map<String, Object>>() {});

    assertThat(faults(change))
        .anySatisfy(fault -> {
          assertThat(fault.pointer()).isEqualTo(pointer);
          assertThat(fault.message()).contains(words);
        });
  }

  @Test
  void aFileOfALivingJobIsNotDeleted() {
    Job job = submission.submit(Owner.LOCAL, request(Map.of()));

    assertThatThrownBy(() -> files.delete(Owner.LOCAL, job.spec().trainingFile()))
        .hasMessageContaining("job " + job.id() + " has not ended")
        .asInstanceOf(type(GraftException.class))
        .returns(ErrorCode.STILL_IN_USE, GraftException::code);
    jobs.cancel(Owner.LOCAL, job.id());
    files.delete(Owner.LOCAL, job.spec().trainingFile());
  }

  @Test
  void aJobThatNeedsMoreThanItsDeviceHasIsRefused() throws IOException {
    String text = "far too many words ".repeat(20).strip();
    training = upload("long.csv", "text,label\n%1$s,ham\n%1$s,spam\n".formatted(text));

    assertThat(faults(Map.of()))
        .singleElement()
        .returns("/training/batch_size", Fault::pointer)
        .returns("out_of_memory", Fault::code);
    assertThat(submission.submit(Owner.LOCAL, request(Map.of("training", Map.of("max_length", 8)))))
        .isNotNull();
  }

  private List<Fault> faults(Map<String, ?> more) {
    GraftException refused =
        catchThrowableOfType(
            GraftException.class, () -> submission.submit(Owner.LOCAL, request(more)));
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SPEC);
    return refused.faults();
  }

  private JobRequest request(Map<String, ?> more) {
    Map<String, Object> json = new HashMap<>(Map.of("model", "tiny", "training_file", training));
    json.putAll(more);
    Faults faults = new Faults();
    return Codec.read(JobRequest.class, json, "", faults)
        .orElseThrow(() -> new AssertionError(faults.all()));
  }

  private String upload(String name, String text) throws IOException {
    return store(name, text, FilePurpose.FINE_TUNE);
  }

  private String store(String name, String text, FilePurpose purpose) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Upload upload = files.receive(name, new ByteArrayInputStream(bytes))) {
      return files.keep(Owner.LOCAL, upload, purpose).id().value();
    }
  }

  private AdapterEntry adapter(String model) throws IOException {
    Path directory = Files.createDirectories(layout.data().resolve("draft-" + ids.next()));
    Files.writeString(directory.resolve("manifest.json"), "{}");
    return adapters.keep(
        Owner.LOCAL,
        new NewAdapter(
            new AdapterId(AdapterId.PREFIX + ids.next()),
            model,
            Optional.empty(),
            Presets.DEFAULT,
            Optional.of(
                new TaskSpec(
                    TaskType.SEQUENCE_CLASSIFICATION, List.of("ham", "spam"), Optional.empty())),
            SetupSpec.ALONE,
            10,
            2,
            20,
            "0".repeat(64),
            Map.of(),
            Optional.empty(),
            Optional.empty()),
        directory);
  }
}
