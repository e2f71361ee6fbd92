package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.CatalogOverHttp;
import graft.api.TinyBase;
import graft.api.web.Http.Answer;
import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterState;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.NewAdapter;
import graft.catalog.evaluation.Evaluation;
import graft.catalog.evaluation.EvaluationState;
import graft.catalog.evaluation.Evaluations;
import graft.catalog.file.DataFile;
import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.catalog.file.Upload;
import graft.spec.AdapterId;
import graft.spec.EvaluationId;
import graft.spec.FileId;
import graft.spec.IdSource;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.FileSystemUtils;

/** What belongs to somebody else does not exist. */
class OtherOwnersTest extends CatalogOverHttp {
  private static final Owner OTHER = new Owner("other");
  private static final Path SAVED = Path.of("src/test/resources/graft/format/pfeiffer");
  private static final String ROWS = "text,label\nhello,ham\nwin,spam\n";

  @Autowired DataFiles files;
  @Autowired Adapters adapters;
  @Autowired Evaluations evaluations;
  @Autowired IdSource ids;

  @Test
  void aFileIsNeitherListedNorReadNorDeleted() throws IOException {
    DataFile foreign = file(OTHER);
    DataFile own = file(Owner.LOCAL);

    assertThat(ids("/v1/files")).containsExactly(own.id().value());
    assertThat(http.get("/v1/files?after=" + foreign.id()).status()).isGreaterThanOrEqualTo(400);
    for (String path : List.of("", "/content", "/rows")) {
      isUnknown("/v1/files/%s" + path, foreign.id().value(), "file-unknown");
    }
    assertThat(http.delete("/v1/files/" + foreign.id()).status()).isEqualTo(404);
    assertThat(files.get(OTHER, foreign.id()).sha256()).isEqualTo(foreign.sha256());
  }

  @Test
  void anAdapterIsNeitherListedNorReadNorChangedNorDeleted() throws IOException {
    AdapterEntry foreign = adapter(OTHER, SetupSpec.ALONE);
    AdapterEntry own = adapter(Owner.LOCAL, SetupSpec.ALONE);

    assertThat(ids("/v1/adapters")).containsExactly(own.id().value());
    assertThat(ids("/v1/models")).contains(own.name()).doesNotContain(foreign.name());
    for (String path : List.of("", "/weights", "/merged_model", "/evaluations")) {
      isUnknown("/v1/adapters/%s" + path, foreign.id().value(), "adp-unknown");
    }
    assertThat(http.get("/v1/models/" + foreign.name()).status()).isEqualTo(404);
    for (String path : List.of("/v1/adapters/" + foreign.id(), "/v1/models/" + foreign.name())) {
      assertThat(http.delete(path).status()).isEqualTo(404);
    }
    for (String task : List.of("merge", "reset", "eject_prefix_tuning")) {
      assertThat(http.post("/v1/adapters/" + foreign.id() + "/" + task, "").status())
          .isEqualTo(404);
    }
    assertThat(adapters.get(OTHER, foreign.id()).state()).isEqualTo(AdapterState.READY);
  }

  @Test
  void aJobIsNotTrainedOnAnyOfIt() throws IOException {
    TinyBase.write(DATA.resolve("models").resolve("tiny"));
    DataFile foreign = file(OTHER);
    AdapterEntry start = adapter(OTHER, SetupSpec.ALONE);

    Answer refused =
        http.post(
            "/v1/fine_tuning/jobs",
            """
            {"model": "tiny", "training_file": "%s", "adapter": "lora",
             "setup": {"stack": ["%s", "$new"]}}
            """
                .formatted(foreign.id(), start.id()),
            "Content-Type",
            "application/json");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text())
        .contains("there is no file " + foreign.id(), "there is no adapter " + start.id());
  }

  /** Whoever uses a base model keeps it from being deleted, and stays unknown. */
  @Test
  void whatKeepsABaseModelIsNotNamed() throws IOException {
    TinyBase.write(DATA.resolve("models").resolve("tiny"));
    AdapterEntry foreign = adapter(OTHER, SetupSpec.ALONE);

    Answer refused = http.delete("/v1/models/tiny");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text())
        .contains("an adapter of somebody else is trained on it")
        .doesNotContain(foreign.id().value());
  }

  /** An adapter in somebody else's setup, which cannot come about by itself. */
  @Test
  void aSetupOfSomebodyElseIsNotNamed() throws IOException {
    AdapterEntry own = adapter(Owner.LOCAL, SetupSpec.ALONE);
    AdapterEntry beside =
        adapter(
            Owner.LOCAL, SetupSpec.read(Map.of("stack", List.of(own.id().value(), SetupSpec.NEW))));
    assertThat(http.delete("/v1/adapters/" + own.id()).status()).isEqualTo(409);

    jdbc.sql("update adapter set owner = 'other' where id = :id")
        .param("id", beside.id().value())
        .update();

    Answer refused = http.delete("/v1/adapters/" + own.id());
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text())
        .contains("in the setup of one of somebody else")
        .doesNotContain(beside.id().value());
  }

  @Test
  void anEvaluationIsNeitherListedNorReadNorDeleted() throws IOException {
    AdapterEntry own = adapter(Owner.LOCAL, SetupSpec.ALONE);
    Evaluation foreign = evaluations.add(evaluation(own.id()));
    String path = "/v1/adapters/" + own.id() + "/evaluations";
    try {
      assertThat(ids(path)).isEmpty();
      isUnknown(path + "/%s", foreign.id().value(), "eval-unknown");
      assertThat(http.delete(path + "/" + foreign.id()).status()).isEqualTo(404);
      assertThat(evaluations.get(OTHER, own.id(), foreign.id()).id()).isEqualTo(foreign.id());
    } finally {
      evaluations.deleteAll(OTHER, own.id());
    }
  }

  /** The names of two owners may be the same. */
  @Test
  void namesAreAnOwnersOwn() throws IOException {
    AdapterEntry foreign = adapter(OTHER, SetupSpec.ALONE);
    AdapterEntry own = adapter(Owner.LOCAL, SetupSpec.ALONE);

    jdbc.sql("update adapter set name = :name where id = :id")
        .param("name", own.name())
        .param("id", foreign.id().value())
        .update();

    assertThat(http.get("/v1/models/" + own.name()).at("/adapter_id")).isEqualTo(own.id().value());
  }

  private void isUnknown(String path, String foreign, String unknown) {
    Answer answer = http.get(path.formatted(foreign));
    Answer nothing = http.get(path.formatted(unknown));
    assertThat(answer.status()).isEqualTo(404).isEqualTo(nothing.status());
    assertThat(answer.at("/error/message").replace(foreign, unknown))
        .isEqualTo(nothing.at("/error/message"));
    assertThat(answer.at("/error/code")).isEqualTo(nothing.at("/error/code"));
  }

  private List<String> ids(String path) {
    return http.get(path)
        .json()
        .at("/data")
        .valueStream()
        .map(item -> item.at("/id").asString())
        .toList();
  }

  private DataFile file(Owner owner) throws IOException {
    byte[] rows = ROWS.getBytes(StandardCharsets.UTF_8);
    try (Upload upload = files.receive("rows.csv", new ByteArrayInputStream(rows))) {
      return files.keep(owner, upload, FilePurpose.FINE_TUNE);
    }
  }

  private AdapterEntry adapter(Owner owner, SetupSpec setup) throws IOException {
    Path directory = Files.createTempDirectory(DATA, "run-");
    FileSystemUtils.copyRecursively(SAVED, directory);
    Files.writeString(directory.resolve("manifest.json"), "{}");
    return adapters.keep(
        owner,
        new NewAdapter(
            new AdapterId(AdapterId.PREFIX + ids.next()),
            "tiny",
            Optional.of("spam"),
            AdapterConfig.read("pfeiffer"),
            Optional.of(
                new TaskSpec(
                    TaskType.SEQUENCE_CLASSIFICATION, List.of("ham", "spam"), Optional.empty())),
            setup,
            1_000,
            200,
            4_000,
            "0".repeat(64),
            Map.of(),
            Optional.empty(),
            Optional.empty()),
        directory);
  }

  private Evaluation evaluation(AdapterId adapter) {
    return new Evaluation(
        new EvaluationId(EvaluationId.PREFIX + ids.next()),
        OTHER,
        adapter,
        "tiny",
        new FileId("file-unknown"),
        Map.of(),
        SetupSpec.NONE,
        Optional.empty(),
        new EvaluationState.Queued(),
        Optional.empty(),
        Optional.empty(),
        Instant.now());
  }
}
