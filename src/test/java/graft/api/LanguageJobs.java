package graft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.api.web.Http;
import graft.api.web.Http.Answer;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Short jobs on the small models of the reference numbers, from an upload to an answer. */
record LanguageJobs(Http http) {
  private static final String JOBS = "/v1/fine_tuning/jobs";
  private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");

  /** The model's name here, once it is there. */
  String model(String family) throws IOException {
    String name = family + "-a";
    if (http.get("/v1/models/" + name).status() == 200) {
      return name;
    }
    Path directory = ParityModels.directory(family, name);
    Multipart form = new Multipart().text("name", name);
    for (String file :
        List.of(
            "config.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json",
            "chat_template.jinja")) {
      if (Files.exists(directory.resolve(file))) {
        form.file("files", file, Files.readAllBytes(directory.resolve(file)));
      }
    }
    Answer answer = form.postTo(http, "/v1/models");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return name;
  }

  Answer create(String model, String rows, Map<String, ?> more) {
    String lines = (rows.replace(";{", "\n{") + "\n").repeat(4);
    String file =
        new Multipart()
            .text("purpose", "fine-tune")
            .file("rows.jsonl", lines)
            .postTo(http, "/v1/files")
            .at("/id");
    Map<String, Object> body =
        new HashMap<>(
            Map.of(
                "model", model,
                "training_file", file,
                "validation_file", file,
                "adapter", "ia3",
                "training", Map.of("max_steps", 3)));
    body.putAll(more);
    return http.postJson(JOBS, body);
  }

  Answer ended(Answer created) {
    assertThat(created.status()).as(created.text()).isLessThan(300);
    String path = JOBS + "/" + created.at("/id");
    await().atMost(Duration.ofMinutes(1)).until(() -> ENDS.contains(http.get(path).at("/status")));
    return http.get(path);
  }

  Answer predict(Answer job, Map<String, ?> body) {
    return http.postJson("/v1/adapters/" + job.at("/adapter_id") + "/predict", body);
  }

  /** What a job's adapter makes of its validation file, once that is measured. */
  JsonNode evaluated(Answer job) {
    String path = "/v1/adapters/" + job.at("/adapter_id") + "/evaluations";
    Answer created = http.postJson(path, Map.of("file", job.at("/validation_file")));
    assertThat(created.status()).as(created.text()).isEqualTo(202);
    String own = path + "/" + created.at("/id");
    await().atMost(Duration.ofMinutes(1)).until(() -> ENDS.contains(http.get(own).at("/status")));
    return http.get(own).json();
  }
}
