package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import graft.api.CatalogOverHttp;
import graft.api.TinyBase;
import graft.api.web.Http.Answer;
import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterState;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.NewAdapter;
import graft.format.Safetensors;
import graft.format.Tensors;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.IdSource;
import graft.spec.JobId;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;

class AdaptersTest extends CatalogOverHttp {
  private static final Path SAVED = Path.of("src/test/resources/graft/format/pfeiffer");

  @Autowired Adapters adapters;
  @Autowired IdSource ids;
  @Autowired TransactionTemplate transaction;
  @Autowired JdbcClient jdbc;

  @Test
  void showsWhatWasKept() throws IOException {
    AdapterEntry kept = keep("spam");

    Answer answer = http.get("/v1/adapters/" + kept.id());

    assertThat(answer.at("/object")).isEqualTo("adapter");
    assertThat(answer.at("/name")).matches("ft:tiny:local:spam:[0-9a-z]{8}");
    assertThat(answer.at("/model")).isEqualTo("tiny");
    assertThat(answer.at("/method")).isEqualTo("bottleneck");
    assertThat(answer.json().at("/config/reduction_factor").asInt()).isEqualTo(16);
    assertThat(answer.at("/task/type")).isEqualTo("sequence_classification");
    assertThat(answer.at("/labels/1")).isEqualTo("spam");
    assertThat(answer.at("/state")).isEqualTo("ready");
    assertThat(answer.json().at("/metrics/valid_accuracy").asDouble()).isEqualTo(0.75);
    assertThat(answer.at("/job_id")).isEqualTo("ftjob-1");
    assertThat(answer.json().at("/parent_id").isNull()).isTrue();
    assertThat(http.get("/v1/adapters").json().at("/data/0")).isEqualTo(answer.json());
  }

  @Test
  void aHeadThatNobodyHasCountedIsCountedInItsFile() throws IOException {
    AdapterEntry kept = keep("spam");
    assertThat(http.get("/v1/adapters/" + kept.id()).json().at("/head_parameters").asLong())
        .isEqualTo(200);

    jdbc.sql("update adapter set head_parameters = null where id = :id")
        .param("id", kept.id().value())
        .update();

    long inFile;
    try (Tensors head =
        Safetensors.open(SAVED.resolve("model_head.safetensors"), ErrorCode.INVALID_ADAPTER)) {
      inFile = head.elements();
    }
    Answer answer = http.get("/v1/adapters/" + kept.id());
    assertThat(inFile).isPositive();
    assertThat(answer.json().at("/head_parameters").asLong()).isEqualTo(inFile);
    assertThat(answer.json().at("/trainable_parameters").asLong()).isEqualTo(1_000 + inFile);
    assertThat(http.get("/v1/adapters").json().at("/data/0")).isEqualTo(answer.json());
  }

  @Test
  void isAFineTunedModelToo() throws IOException {
    AdapterEntry kept = keep("spam");

    Answer model = http.get("/v1/models/" + kept.name());

    assertThat(model.at("/id")).isEqualTo(kept.name());
    assertThat(model.at("/parent")).isEqualTo("tiny");
    assertThat(model.at("/adapter_id")).isEqualTo(kept.id().value());
    assertThat(http.get("/v1/models").json().at("/data/0")).isEqualTo(model.json());
    assertThat(http.delete("/v1/models/" + kept.name()).status()).isEqualTo(200);
    assertThat(http.get("/v1/adapters/" + kept.id()).status()).isEqualTo(404);
    for (Answer gone :
        List.of(http.delete("/v1/models/" + kept.name()), http.get("/v1/models/" + kept.name()))) {
      assertThat(gone.status()).isEqualTo(404);
      assertThat(gone.at("/error/code")).isEqualTo("adapter_not_found");
      assertThat(gone.at("/error/message"))
          .startsWith("there is no fine-tuned model " + kept.name())
          .doesNotContain("base model", "did you mean");
    }
    assertThat(http.delete("/v1/adapters/" + kept.id()).at("/error/message"))
        .isEqualTo("there is no adapter " + kept.id());
  }

  @Test
  void safetensorsHoldAdapterAndHead() throws Exception {
    AdapterEntry kept = keep("");

    HttpResponse<byte[]> answer = download(kept, "safetensors");

    Path file = Files.write(DATA.resolve("downloaded.safetensors"), answer.body());
    try (Tensors all = Safetensors.open(file, ErrorCode.INVALID_ADAPTER)) {
      Set<String> expected = new HashSet<>(names("adapter.safetensors"));
      expected.addAll(names("model_head.safetensors"));
      assertThat(all.names()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "adapterhub, -adapterhub.zip",
    "safetensors, .safetensors",
    "adapterhub_setup, -adapterhub-setup.zip"
  })
  void aDownloadIsNamedAfterTheAdapterAndItsFormat(String format, String ending) throws Exception {
    HttpResponse<byte[]> answer = download(keep("spam"), format);

    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .matches(
            "attachment; filename=\"tiny-local-spam-[0-9a-z]{8}" + Pattern.quote(ending) + "\"");
  }

  @Test
  void theSameAdapterGivesTheSameBytes() throws Exception {
    AdapterEntry kept = keep("");
    HttpResponse<byte[]> first = download(kept, "adapterhub");
    FileSystemUtils.deleteRecursively(DATA.resolve("exports"));

    HttpResponse<byte[]> second = download(kept, "adapterhub");

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("etag")).isEqualTo(first.headers().firstValue("etag"));
    assertThat(second.headers().firstValueAsLong("content-length")).hasValue(second.body().length);
    assertThat(entries(first.body()))
        .contains("adapter_config.json", "adapter.safetensors", "head_config.json", "README.md");
  }

  @Test
  void aPartOfTheWeightsCanBeAskedFor() throws Exception {
    AdapterEntry kept = keep("");
    byte[] whole = download(kept, "safetensors").body();

    HttpResponse<byte[]> part = download(kept, "safetensors", "Range", "bytes=8-15");

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 8, 16));
  }

  /** The tag is the content's digest, found when the file was made and not by reading it again. */
  @Test
  void aRangeReadsNoMoreThanItself() throws Exception {
    AdapterEntry kept = keep("");
    HttpResponse<byte[]> whole = download(kept, "safetensors");
    Path file =
        stored("exports").stream()
            .filter(path -> path.toString().endsWith(kept.sha256() + ".safetensors.safetensors"))
            .findFirst()
            .orElseThrow();
    Files.write(file, new byte[whole.body().length]);

    HttpResponse<byte[]> part = download(kept, "safetensors", "Range", "bytes=8-15");

    String tag = whole.headers().firstValue("etag").orElseThrow();
    assertThat(tag).isEqualTo('"' + sha256(whole.body()) + '"');
    assertThat(part.headers().firstValue("etag")).hasValue(tag);
    assertThat(part.body()).containsOnly(0).hasSize(8);
  }

  private static String sha256(byte[] content) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  @Test
  void whatIsKnownAlreadyIsNotSentAgain() throws Exception {
    AdapterEntry kept = keep("");
    String tag = download(kept, "safetensors").headers().firstValue("etag").orElseThrow();

    assertThat(download(kept, "safetensors", "If-None-Match", tag).statusCode()).isEqualTo(304);
  }

  @Test
  void anUnknownFormatIsNotSupported() throws IOException {
    AdapterEntry kept = keep("");

    Answer answer = http.get("/v1/adapters/" + kept.id() + "/weights?format=gguf");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/error/code")).isEqualTo("format_not_supported");
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    AdapterEntry kept = keep("");
    Files.writeString(kept.directory().resolve("adapter_config.json"), "{");

    Answer answer = http.get("/v1/adapters/" + kept.id() + "/weights");

    assertThat(answer.at("/error/code")).isEqualTo("invalid_adapter");
    assertThat(answer.at("/detail"))
        .contains("adapter_config.json")
        .doesNotContain(DATA.toString());
  }

  @Test
  void deletingRemovesRowAndFiles() throws IOException {
    AdapterEntry kept = keep("");
    http.get("/v1/adapters/" + kept.id() + "/weights");

    assertThat(http.delete("/v1/adapters/" + kept.id()).status()).isEqualTo(200);

    assertThat(http.get("/v1/adapters/" + kept.id()).at("/error/code"))
        .isEqualTo("adapter_not_found");
    assertThat(stored("adapters")).isEmpty();
    assertThat(stored("exports")).isEmpty();
  }

  @Test
  void aNeededAdapterAndItsModelStay() throws IOException {
    TinyBase.write(DATA.resolve("models").resolve("tiny"));
    AdapterEntry kept = keep("");
    needs.need(kept.id().value());

    assertThat(http.delete("/v1/adapters/" + kept.id()).status()).isEqualTo(409);
    assertThat(http.delete("/v1/models/tiny").at("/detail")).contains(kept.id().value());
  }

  /** A job or an import that ends at the moment of the deletion. */
  @Test
  void aDeletionWaitsForAnAdapterThatIsBeingKept() throws Exception {
    AdapterEntry language = keep("language");
    SetupSpec stack =
        SetupSpec.read(Map.of("stack", List.of(language.id().value(), SetupSpec.NEW)));

    CompletableFuture<Answer> deletion =
        transaction.execute(_ -> {
          keep("task", stack);
          CompletableFuture<Answer> asked =
              CompletableFuture.supplyAsync(() -> http.delete("/v1/adapters/" + language.id()));
          await().atMost(Duration.ofSeconds(10)).until(this::somebodyWaitsForARow);
          return asked;
        });

    assertThat(deletion.get().status()).isEqualTo(409);
    assertThat(http.get("/v1/adapters/" + language.id()).status()).isEqualTo(200);
  }

  private boolean somebodyWaitsForARow() {
    return jdbc.sql("select count(*) from pg_locks where not granted").query(Long.class).single()
        > 0;
  }

  @Test
  void anAdapterIsNotKeptInASetupThatIsGone() throws IOException {
    AdapterEntry language = keep("language");
    SetupSpec stack =
        SetupSpec.read(Map.of("stack", List.of(language.id().value(), SetupSpec.NEW)));
    adapters.delete(Owner.LOCAL, language.id());

    assertThatThrownBy(() -> keep("task", stack)).hasMessageContaining(language.id().value());

    assertThat(stored("adapters")).isEmpty();
  }

  @Test
  void pagesNewestFirst() throws IOException {
    List<String> kept = List.of(keep("a").id().value(), keep("b").id().value());

    Answer first = http.get("/v1/adapters?limit=1");
    Answer second = http.get("/v1/adapters?limit=1&after=" + first.at("/last_id"));

    assertThat(List.of(second.at("/data/0/id"), first.at("/data/0/id"))).isEqualTo(kept);
    assertThat(first.json().at("/has_more").booleanValue()).isTrue();
    assertThat(second.json().at("/has_more").booleanValue()).isFalse();
  }

  @Test
  void aStateIsRemembered() throws IOException {
    AdapterEntry kept = keep("");

    adapters.mark(Owner.LOCAL, kept.id(), AdapterState.MERGED);

    assertThat(http.get("/v1/adapters/" + kept.id()).at("/state")).isEqualTo("merged");
  }

  @Test
  void aRolledBackAdapterLeavesNothing() throws IOException {
    assertThatThrownBy(() ->
            transaction.executeWithoutResult(_ -> {
              keep("");
              throw new IllegalStateException("somebody else holds the job");
            }))
        .hasMessage("somebody else holds the job");

    assertThat(stored("adapters")).isEmpty();
    assertThat(http.get("/v1/adapters").json().at("/data").size()).isZero();
  }

  private AdapterEntry keep(String suffix) {
    return keep(suffix, SetupSpec.ALONE);
  }

  private AdapterEntry keep(String suffix, SetupSpec setup) {
    try {
      Path directory = Files.createTempDirectory(DATA, "run-");
      FileSystemUtils.copyRecursively(SAVED, directory);
      Files.writeString(directory.resolve("manifest.json"), "{}");
      return adapters.keep(Owner.LOCAL, adapter(suffix, setup), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NewAdapter adapter(String suffix, SetupSpec setup) {
    return new NewAdapter(
        new AdapterId(AdapterId.PREFIX + ids.next()),
        "tiny",
        Optional.of(suffix),
        AdapterConfig.read("pfeiffer"),
        Optional.of(
            new TaskSpec(
                TaskType.SEQUENCE_CLASSIFICATION, List.of("ham", "spam"), Optional.empty())),
        setup,
        1_000,
        200,
        4_000,
        "0".repeat(64),
        Map.of("valid_accuracy", 0.75),
        Optional.of(new JobId("ftjob-1")),
        Optional.empty());
  }

  private HttpResponse<byte[]> download(AdapterEntry adapter, String format, String... headers)
      throws IOException, InterruptedException {
    String path = "/v1/adapters/" + adapter.id() + "/weights?format=" + format;
    return http.client().send(http.request(path, headers).build(), BodyHandlers.ofByteArray());
  }

  private static Set<String> names(String file) {
    try (Tensors tensors = Safetensors.open(SAVED.resolve(file), ErrorCode.INVALID_ADAPTER)) {
      return Set.copyOf(tensors.names());
    }
  }

  private static List<String> entries(byte[] zip) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }
}
