package graft.api.job;

import static org.awaitility.Awaitility.await;

import graft.FastDirectory;
import graft.WithDatabase;
import graft.api.web.Http;
import graft.api.web.Http.Answer;
import graft.dispatch.OneModel;
import graft.dispatch.ScriptedRecipes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole service with one model and recipes that compute nothing. A superclass, so that its
 * tests share one Spring context.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithDatabase
@Import(JobsOverHttp.Scripted.class)
abstract class JobsOverHttp {
  static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");

  @LocalServerPort int port;
  @Autowired ScriptedRecipes recipes;
  @Autowired JdbcClient jdbc;
  @Autowired Statements statements;
  Http http;
  String file;

  static class Scripted {
    @Bean
    static Statements statements() {
      return new Statements();
    }

    @Bean
    @Primary
    ScriptedRecipes scriptedRecipes() {
      return new ScriptedRecipes();
    }

    @Bean
    @Primary
    OneModel oneModel() {
      return new OneModel();
    }
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry settings) {
    Path data = directory();
    settings.add("graft.data", data::toString);
  }

  private static Path directory() {
    try {
      return FastDirectory.create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void prepare() {
    http = Http.to(port);
    recipes.trainWith(ScriptedRecipes::train);
    jdbc.sql("delete from job").update();
    file = upload("text,label\ncheap pills,spam\nsee you,ham\n");
  }

  /** The id of a new file. */
  String upload(String rows) {
    String body =
        """
        --XXX\r
        Content-Disposition: form-data; name="purpose"\r
        \r
        fine-tune\r
        --XXX\r
        Content-Disposition: form-data; name="file"; filename="rows.csv"\r
        \r
        %s\r
        --XXX--\r
        """
            .formatted(rows);
    return http.send(
            http.request("/v1/files", "Content-Type", "multipart/form-data; boundary=XXX")
                .POST(BodyPublishers.ofString(body)))
        .at("/id");
  }

  Answer create(Map<String, ?> more) {
    Map<String, Object> body = new HashMap<>(Map.of("model", "tiny", "training_file", file));
    body.putAll(more);
    return http.postJson(JOBS, body);
  }

  /** The job once it has ended. */
  Answer ended(String id) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ENDS.contains(http.get(JOBS + "/" + id).at("/status")));
    return http.get(JOBS + "/" + id);
  }
}
