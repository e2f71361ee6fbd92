package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.web.Http;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No request asks the database more because more jobs are stored or wait. */
class StatementsOfRequestsTest extends JobsOverHttp {
  private static final int FOLLOWERS = 20;
  private static final String COPY =
      """
      insert into job (id, owner, status, since, spec, metadata, priority, ticket, created_at)
      select id || n, owner, status, since, spec, metadata, priority, ticket, created_at
        from job, generate_series(1, :more) n
       where id = :job
      """;

  private String job;

  /** A job that waits behind one that runs until it is let go. */
  @BeforeEach
  void queue() {
    recipes.trainWith((spec, run) -> {
      throw new IllegalStateException("waits no longer");
    });
    job = create(Map.of()).at("/id");
    ended(job);
    jdbc.sql(
            """
            update job
               set status = 'QUEUED', error_code = null, error_message = null, ticket = 99
            """)
        .update();
  }

  @AfterEach
  void empty() {
    jdbc.sql("delete from job").update();
  }

  @Test
  void aListAsksAsMuchForManyJobsAsForFew() {
    copies(4);
    List<String> few = statements.during(() -> assertShown(5, http.get(JOBS + "?limit=100")));
    copies(195);
    List<String> many = statements.during(() -> assertShown(100, http.get(JOBS + "?limit=100")));
    String after = http.get(JOBS + "?limit=100").at("/last_id");
    List<String> deep = statements.during(() -> http.get(JOBS + "?limit=100&after=" + after));

    assertThat(many).hasSameSizeAs(few).hasSize(2);
    assertThat(deep).hasSize(few.size() + 1);
  }

  @Test
  void aJobIsShownAndTakenWithTheSameStatements() {
    copies(4);
    List<String> few = statements.during(() -> http.get(JOBS + "/" + job));
    List<String> fewTaken = statements.during(() -> create(Map.of()));
    copies(195);
    List<String> many = statements.during(() -> http.get(JOBS + "/" + job));
    List<String> manyTaken = statements.during(() -> create(Map.of()));

    assertThat(many).isEqualTo(few).hasSize(2);
    assertThat(manyTaken).isEqualTo(fewTaken);
  }

  @Test
  void whoeverFollowsAJobReadsNothingHimself() throws Exception {
    jdbc.sql("update job set status = 'PAUSED'").update();
    List<BufferedReader> followers = new ArrayList<>();
    for (int i = 0; i < FOLLOWERS; i++) {
      followers.add(follow());
    }
    for (BufferedReader follower : followers) {
      readTo(follower, "Fine-tuning job failed");
    }

    List<String> sent =
        statements.during(() -> {
          http.postJson(JOBS + "/" + job + "/cancel", Map.of());
          followers.forEach(follower -> readTo(follower, "Fine-tuning job cancelled"));
        });

    // Those of the one who cancels, and of one reading of the job and its events.
    assertThat(sent).hasSizeLessThan(FOLLOWERS);
  }

  private BufferedReader follow() throws Exception {
    return new BufferedReader(
        new InputStreamReader(
            http.client()
                .send(
                    http.request(JOBS + "/" + job + "/events", "Accept", "text/event-stream")
                        .build(),
                    BodyHandlers.ofInputStream())
                .body(),
            StandardCharsets.UTF_8));
  }

  private static void readTo(BufferedReader follower, String text) {
    assertThat(follower.lines().filter(line -> line.contains(text)).findFirst()).isPresent();
  }

  private void copies(int more) {
    jdbc.sql(COPY.replace("|| n", "|| '-' || (n + (select count(*) from job))"))
        .param("more", more)
        .param("job", job)
        .update();
  }

  private static void assertShown(int jobs, Http.Answer answer) {
    assertThat(answer.json().at("/data")).hasSize(jobs);
  }
}
