package graft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.api.web.Http.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file of which a training reads no more rows than it needs. */
class LargeFileOverHttpTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");
  private static final int ROWS = 120_000;

  @Test
  void ofALargeFileOnlyWhatAStepNeedsIsTokenized() {
    String words = "no salt in the soup that the dog would not even try ";
    String rows =
        IntStream.range(0, ROWS)
            .mapToObj(i ->
                "{\"text\":\"%s%s\",\"label\":\"%d\"}".formatted(words, words.repeat(i % 2), i % 2))
            .collect(Collectors.joining("\n"));
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.jsonl", rows)
            .postTo(http, "/v1/files")
            .at("/id");

    Answer job =
        http.postJson(
            JOBS,
            Map.of(
                "model",
                DISTILLED,
                "training_file",
                file,
                "adapter",
                "ia3",
                "training",
                Map.of("max_steps", 2, "batch_size", 4, "max_length", 16)));

    String path = JOBS + "/" + job.at("/id");
    await().atMost(Duration.ofMinutes(1)).until(() -> ENDS.contains(http.get(path).at("/status")));
    assertThat(http.get(path).at("/status")).as(http.get(path).text()).isEqualTo("succeeded");
    List<String> cut =
        http.get(path + "/events?limit=50")
            .json()
            .at("/data")
            .valueStream()
            .map(event -> event.at("/message").asString())
            .filter(message -> message.contains("were cut"))
            .toList();
    assertThat(cut).as("%s", cut).hasSize(1);
    assertThat(cut.getFirst())
        .matches(
            "\\d+ rows of the training file are longer than max_length, 16 tokens, and were"
                + " cut, of the \\d{1,3} that were needed");
  }
}
