package graft.resume;

import static org.assertj.core.api.Assertions.assertThat;

import graft.FastDirectory;
import graft.GraftApplication;
import graft.TestDatabase;
import graft.api.Multipart;
import graft.api.web.Http;
import graft.api.web.Http.Answer;
import graft.catalog.storage.LocalStore;
import graft.parity.ParityModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;

/** Nodes that share a database and a bucket, and no disk. */
class BucketTest {
  @TempDir(factory = FastDirectory.class)
  private Path disk;

  @Test
  void whatOneNodeIsGivenAnotherTrainsOnAndTheFirstPredictsWith() throws Exception {
    JdbcConnectionDetails database = TestDatabase.create();
    try (LocalStore store = LocalStore.start(disk.resolve("store"));
        Cluster cluster = new Cluster(database, Map.of());
        ConfigurableApplicationContext worker = node("worker", database, store, models(cluster));
        ConfigurableApplicationContext api = node("api", database, store, models(cluster))) {
      cluster.ask(api.getEnvironment().getRequiredProperty("local.server.port", int.class));
      String file = cluster.upload();
      String job = cluster.submit(file, 20, Map.of("checkpoint", Map.of("every_steps", 10)));
      cluster.awaitSuccess(job);

      assertThat(disk.resolve("worker/files").resolve(file)).exists();
      String adapter = cluster.job(job).at("/adapter_id");
      assertThat(disk.resolve("api/adapters").resolve(adapter)).doesNotExist();
      Http http = cluster.http();
      Answer answer =
          http.postJson(
              "/v1/adapters/" + adapter + "/predict", Map.of("inputs", List.of("the cat")));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(disk.resolve("api/adapters").resolve(adapter)).isNotEmptyDirectory();
      assertThat(http.get("/v1/adapters/" + adapter + "/weights").status()).isEqualTo(200);
      String results = cluster.job(job).at("/result_files/0");
      assertThat(http.get("/v1/files/" + results + "/content").text()).startsWith("step,");

      String resumed =
          cluster.submit(file, 20, Map.of("adapter", Map.of("from", checkpoint(cluster, job))));
      cluster.awaitSuccess(resumed);
      assertThat(http.delete("/v1/adapters/" + adapter).status()).isEqualTo(200);
      assertThat(disk.resolve("api/adapters").resolve(adapter)).doesNotExist();
    }
  }

  @Test
  void aModelThatOneNodeIsSentIsFetchedByTheOthersThatNeedIt() throws Exception {
    JdbcConnectionDetails database = TestDatabase.create();
    try (LocalStore store = LocalStore.start(disk.resolve("store"));
        Cluster cluster = new Cluster(database, Map.of());
        ConfigurableApplicationContext worker = node("worker", database, store, noModels("a"));
        ConfigurableApplicationContext api = node("api", database, store, noModels("b"))) {
      cluster.ask(api.getEnvironment().getRequiredProperty("local.server.port", int.class));
      Http http = cluster.http();
      Answer sent = send(http, "house/sent");
      assertThat(sent.status()).as(sent.text()).isEqualTo(200);
      assertThat(send(http, "house/sent").at("/error/code")).isEqualTo("name_taken");
      assertThat(http.get("/v1/models").json().at("/data/0/id").asString()).isEqualTo("house/sent");
      Path copies = disk.resolve("worker/base-models/house%2Fsent");
      assertThat(copies).doesNotExist();

      String job = cluster.submit(cluster.upload(), 20, Map.of("model", "house/sent"));
      cluster.awaitSuccess(job);

      assertThat(copies).isDirectoryContaining(Files::isDirectory);
      String adapter = cluster.job(job).at("/adapter_id");
      Answer predicted =
          http.postJson(
              "/v1/adapters/" + adapter + "/predict", Map.of("inputs", List.of("the cat")));
      assertThat(predicted.status()).as(predicted.text()).isEqualTo(200);
      assertThat(http.delete("/v1/models/house%2Fsent").at("/error/code"))
          .isEqualTo("still_in_use");
      assertThat(http.delete("/v1/adapters/" + adapter).status()).isEqualTo(200);
      assertThat(http.delete("/v1/fine_tuning/jobs/" + job).status()).isEqualTo(200);
      assertThat(http.delete("/v1/models/house%2Fsent").status()).isEqualTo(200);
      assertThat(http.get("/v1/models").json().at("/data")).isEmpty();
      assertThat(store.keys()).noneMatch(key -> key.contains("base-models/"));
    }
  }

  private Path noModels(String name) throws Exception {
    return Files.createDirectory(disk.resolve("no-models-" + name));
  }

  private static Answer send(Http http, String name) throws Exception {
    Path model = ParityModels.directory("bert", "bert-w");
    Multipart form = new Multipart().text("name", name);
    for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      form.file("files", file, Files.readAllBytes(model.resolve(file)));
    }
    return form.postTo(http, "/v1/models");
  }

  private static String checkpoint(Cluster cluster, String job) {
    return cluster.http().get("/v1/fine_tuning/jobs/" + job + "/checkpoints").at("/data/0/id");
  }

  private static Path models(Cluster cluster) {
    return cluster.data().resolve("models");
  }

  private ConfigurableApplicationContext node(
      String role, JdbcConnectionDetails database, LocalStore store, Path models) throws Exception {
    Path data = Files.createDirectory(disk.resolve(role));
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--graft.roles=" + role,
                "--graft.data=" + data,
                "--graft.models=" + models,
                "--graft.storage=s3",
                "--graft.s3.bucket=" + LocalStore.BUCKET,
                "--graft.s3.endpoint=" + store.endpoint(),
                "--graft.s3.access-key=access",
                "--graft.s3.secret-key=secret",
                "--spring.datasource.url=" + database.getJdbcUrl(),
                "--spring.datasource.username=" + database.getUsername(),
                "--spring.datasource.password=" + database.getPassword()));
    return new SpringApplicationBuilder(GraftApplication.class)
        .run(settings.toArray(String[]::new));
  }
}
