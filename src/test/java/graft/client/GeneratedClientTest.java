package graft.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.client.api.AdaptersApi;
import graft.client.api.FilesApi;
import graft.client.api.FineTuningApi;
import graft.client.api.SystemApi;
import graft.client.model.Adapter;
import graft.client.model.AdapterChange;
import graft.client.model.CreateJob;
import graft.client.model.CreateJobTraining;
import graft.client.model.Event;
import graft.client.model.Input;
import graft.client.model.InputRow;
import graft.client.model.Job;
import graft.client.model.JobAdapter;
import graft.client.model.PredictRequest;
import graft.client.model.Predictions;
import graft.client.model.Series;
import java.io.File;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's program: the client that a generator made of the OpenAPI document alone. */
class GeneratedClientTest extends RealService {
  private static final String ROWS =
      """
      text,label
      where is the station?,ask
      can you swim?,ask
      the soup needs salt,tell
      it rained all day,tell
      """;

  @TempDir private Path directory;
  private ApiClient client;
  private FineTuningApi jobs;
  private AdaptersApi adapters;

  @BeforeEach
  void makeClient() {
    client = new ApiClient();
    client.updateBaseUri("http://localhost:" + port);
    jobs = new FineTuningApi(client);
    adapters = new AdaptersApi(client);
  }

  @Test
  void drivesAJobFromDataToDownload() throws Exception {
    Job job = ended(create("lora[r=4]"));

    assertThat(job.getStatus()).as(String.valueOf(job.getError())).isEqualTo("succeeded");
    assertThat(job.getProgress().getStep()).isEqualTo(8);
    assertThat(jobs.listFineTuningEvents(job.getId(), 100, null, null).getData())
        .extracting(Event::getMessage)
        .isNotEmpty()
        .doesNotContainNull();
    assertThat(jobs.getFineTuningMetrics(job.getId(), null).getData())
        .extracting(Series::getName)
        .contains("loss");

    Adapter adapter = adapters.getAdapter(job.getAdapterId());
    assertThat(adapter.getLabels()).containsExactly("ask", "tell");
    assertThat(adapter.getJobId()).isEqualTo(job.getId());

    PredictRequest rows =
        new PredictRequest()
            .addInputsItem(new Input("where is it?"))
            .addInputsItem(new Input(new InputRow().text("it is here")))
            .addInputsItem(new Input(new InputRow().inputIds(List.of(5L, 6L, 7L))));
    Predictions before = adapters.predictWithAdapter(adapter.getId(), rows);
    assertThat(before.getData())
        .hasSize(3)
        .allSatisfy(answer -> assertThat(answer.getLabel()).isIn("ask", "tell"));

    AdapterChange merged = adapters.mergeAdapter(adapter.getId());
    assertThat(merged.getLargestLogitDifference().doubleValue()).isLessThan(1e-4);
    AdapterChange reset = adapters.resetAdapter(adapter.getId());
    assertThat(reset.getBaseSha256()).isEqualTo(merged.getBaseSha256());
    assertThat(adapters.predictWithAdapter(adapter.getId(), rows)).isEqualTo(before);

    File weights = adapters.downloadWeights(adapter.getId(), "safetensors");
    assertThat(weights).isNotEmpty();
    assertThat(new SystemApi(client).getSystem().getBaseModels()).contains(MODEL);
  }

  @Test
  void aRefusalIsAnExceptionWithTheProblem() {
    assertThatThrownBy(() -> create("lora[r=0]"))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> {
              assertThat(refused.getCode()).isEqualTo(422);
              assertThat(refused.getResponseBody()).contains("/adapter/r");
            });
  }

  private String create(String adapter) throws Exception {
    Path data = Files.writeString(directory.resolve("rows.csv"), ROWS);
    String file = new FilesApi(client).uploadFile(data.toFile(), "fine-tune", null, null).getId();
    return jobs.createFineTuningJob(
            new CreateJob()
                .model(MODEL)
                .trainingFile(file)
                .adapter(new JobAdapter(adapter))
                .training(
                    new CreateJobTraining()
                        .epochs(4)
                        .batchSize(2)
                        .learningRate(new BigDecimal("0.01"))))
        .getJob()
        .getId();
  }

  private Job ended(String id) {
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> jobs.getFineTuningJob(id), job -> job.getFinishedAt() != null);
  }
}
