package graft.api;

import static org.assertj.core.api.Assertions.assertThat;

import graft.RealService;
import graft.api.web.Http.Answer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Training on conversations, as a client sees it. */
class ConversationJobsOverHttpTest extends RealService {
  private static final String CHAT =
      """
      {"messages":[{"role":"user","content":"no salt"},{"role":"assistant","content":"so good"}]};{"messages":[{"role":"user","content":"a bus"},{"role":"assistant","content":"a box"},{"role":"user","content":"a bus"},{"role":"assistant","content":"in it"}]}\
      """
          .strip();

  private LanguageJobs jobs;

  @BeforeEach
  void open() {
    jobs = new LanguageJobs(http);
  }

  @Test
  void conversationsAreLearnedWithNothingSaidOfThem() throws IOException {
    Answer job = jobs.ended(jobs.create(jobs.model("llama"), CHAT, Map.of("task", task("chatml"))));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.at("/task/type")).isEqualTo("causal_lm");
    assertThat(job.at("/task/loss_on")).isEqualTo("assistant");
    assertThat(job.at("/task/chat_template")).isEqualTo("chatml");
    assertThat(job.json().at("/training/max_length").asInt()).isGreaterThan(60);
    assertThat(job.json().at("/metrics/valid_loss").isNumber()).as(job.text()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"conversations":[{"from":"human","value":"no salt"},{"from":"gpt","value":"so good"}]}                             | assistant
          {"instruction":"no salt","input":"","output":"so good"}                                                             | assistant
          {"prompt":[{"role":"user","content":"no salt"}],"completion":[{"role":"assistant","content":"so good"}]}            | completion
          {"prompt":"no salt","completion":" so good"}                                                                        | completion
          {"text":"no salt so good"}                                                                                          | all
          """)
  void theFormSaysWhatIsLearned(String row, String lossOn) throws IOException {
    Answer rehearsed =
        jobs.create(
            jobs.model("qwen3"),
            row + ";" + row,
            Map.of("task", task("chatml"), "dry_run", true, "training", Map.of("packing", true)));

    assertThat(rehearsed.status()).as(rehearsed.text()).isEqualTo(200);
    assertThat(rehearsed.at("/job/task/loss_on")).isEqualTo(lossOn);
    JsonNode example = rehearsed.json().at("/example");
    int tokens = example.at("/token_ids").size();
    assertThat(example.at("/tokens").size()).isEqualTo(tokens);
    List<Integer> mask = ints(example.at("/loss_mask"));
    assertThat(mask).hasSize(tokens);
    if (lossOn.equals("all")) {
      assertThat(mask).containsOnly(1);
    } else {
      assertThat(mask).startsWith(0).contains(1);
    }
    assertThat(example.at("/text").asString()).contains("no salt", "so good");
    assertThat(rehearsed.json().at("/rows_cut").asInt()).isZero();
    assertThat(rehearsed.json().at("/rows_without_loss").asInt()).isZero();
    assertThat(rehearsed.json().at("/longest_row").asInt()).isEqualTo(tokens);
    assertThat(rehearsed.json().at("/job/evaluation/every_steps").isNull()).isTrue();
  }

  @Test
  void theExampleShowsWhatIsLearned() throws IOException {
    Answer rehearsed =
        jobs.create(jobs.model("qwen3"), CHAT, Map.of("task", task("chatml"), "dry_run", true));

    JsonNode example = rehearsed.json().at("/example");
    assertThat(example.at("/text").asString())
        .isEqualTo(
            "<|im_start|>user\nno salt<|im_end|>\n<|im_start|>assistant\nso good<|im_end|>\n");
    List<Integer> mask = ints(example.at("/loss_mask"));
    StringBuilder learned = new StringBuilder();
    for (int i = 0; i < mask.size(); i++) {
      if (mask.get(i) == 1) {
        learned.append(example.at("/tokens/" + i).asString());
      }
    }
    assertThat(learned).asString().isEqualTo("soĠgood<|im_end|>");
    assertThat(example.propertyNames())
        .containsExactlyInAnyOrder("text", "token_ids", "tokens", "loss_mask");
  }

  @Test
  void packedRowsAreLearnedInFewerSteps() throws IOException {
    Map<String, ?> training = Map.of("epochs", 1, "batch_size", 1, "packing", true);

    Answer job =
        jobs.ended(
            jobs.create(
                jobs.model("qwen3"), CHAT, Map.of("task", task("chatml"), "training", training)));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.json().at("/training/packing").asBoolean()).isTrue();
    assertThat(job.json().at("/progress/total_steps").asInt()).as(job.text()).isBetween(1, 4);
  }

  @Test
  void whatIsCutIsCountedAndSaid() throws IOException {
    Map<String, ?> training = Map.of("epochs", 1, "max_length", 20);
    Answer job =
        jobs.ended(
            jobs.create(
                jobs.model("qwen3"),
                CHAT
                    + ";{\"messages\":[{\"role\":\"user\",\"content\":\""
                    + "a bus ".repeat(20)
                    + "\"},{\"role\":\"assistant\",\"content\":\"in it\"}]}",
                Map.of("task", task("chatml"), "training", training)));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(http.get("/v1/fine_tuning/jobs/" + job.at("/id") + "/events").text())
        .contains("rows of the training file are longer than max_length, 20 tokens, and were cut")
        .contains("8 rows of the training file have nothing left to learn within max_length");
  }

  @Test
  void aModelWithoutATemplateNamesTheWaysOut() throws IOException {
    Answer refused = jobs.create(jobs.model("gpt2"), CHAT, Map.of());

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).isEqualTo("/task/chat_template");
    assertThat(refused.at("/errors/0/code")).isEqualTo("no_chat_template");
    assertThat(refused.text()).contains("chatml, llama3, mistral, gemma, phi3, zephyr");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt2  | {"messages":[{"role":"usr","content":"u"}]} | {"type":"causal_lm","chat_template":"chatml"} | {} | /training_file | line 1: messages[0].role
          gpt2  | {"messages":[{"role":"user","content":"u"}]} | {"type":"causal_lm","chat_template":"{% if %}"} | {} | /task/chat_template | is not understood
          gpt2  | {"messages":[{"role":"user","content":"u"}]} | {"type":"causal_lm","chat_template":"chatml","loss_on":"completion"} | {} | /task/loss_on | learned by assistant, last_assistant, all; not by completion
          gpt2  | {"text":"u"} | {"type":"causal_lm","loss_on":"assistant"} | {} | /task/loss_on | learned by all; not by assistant
          gpt2  | {"text":"u","label":"a"};{"text":"v","label":"b"} | {"type":"sequence_classification","loss_on":"all"} | {} | /task/loss_on | loss_on is for causal_lm
          gpt2  | {"text":"u","label":"a"};{"text":"v","label":"b"} | {"type":"sequence_classification","chat_template":"chatml"} | {} | /task/chat_template | chat_template is for causal_lm
          t5    | {"source":"u","target":"a"} | {"type":"seq2seq_lm"} | {"packing":true} | /training/packing | packing is for causal_lm
          gpt2  | {"input_ids":[5],"attention_mask":[1],"labels":[5]} | {"type":"causal_lm"} | {"packing":true} | /training/packing | rows with attention_mask cannot be packed
          """)
  void whatCannotBeIsRefusedWithItsPlace(
      String family, String row, String task, String training, String pointer, String words)
      throws IOException {
    Answer refused =
        jobs.create(jobs.model(family), row, Map.of("task", map(task), "training", map(training)));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).as(refused.text()).isEqualTo(pointer);
    assertThat(refused.at("/errors/0/message")).contains(words);
  }

  @Test
  void anAdapterThatReadsWholeRowsIsNotPacked() throws IOException {
    Answer refused =
        jobs.create(
            jobs.model("qwen3"),
            CHAT,
            Map.of(
                "task", task("chatml"),
                "adapter", "lora[use_gating=True]",
                "training", Map.of("packing", true)));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/errors/0/pointer")).as(refused.text()).isEqualTo("/training/packing");
    assertThat(refused.text()).contains("use_gating learns gates that are means over a whole row");
  }

  @Test
  void aModelIsAskedSomeRowsAtEachEvaluation() throws IOException {
    Map<String, ?> evaluation =
        Map.of(
            "every_steps",
            2,
            "keep",
            "last",
            "metric",
            "rouge_l",
            "generate",
            Map.of("rows", 5, "max_new_tokens", 6));
    Map<String, Object> body = new HashMap<>(Map.of("task", task("chatml"), "seed", 3));
    Answer plain = jobs.ended(jobs.create(jobs.model("qwen3"), CHAT, body));
    body.put("evaluation", evaluation);

    Answer job = jobs.ended(jobs.create(jobs.model("qwen3"), CHAT, body));

    assertThat(job.at("/status")).as(job.text()).isEqualTo("succeeded");
    assertThat(job.json().at("/evaluation/generate/rows").asInt()).isEqualTo(5);
    assertThat(job.json().at("/metrics/valid_exact_match").isNumber()).as(job.text()).isTrue();
    assertThat(job.json().at("/metrics/best_metric"))
        .isEqualTo(job.json().at("/metrics/valid_rouge_l"));
    List<JsonNode> samples = samples(job);
    assertThat(samples).hasSize(6);
    JsonNode last = samples.getLast().at("/data");
    assertThat(last.at("/step").asInt()).isEqualTo(3);
    assertThat(last.at("/expected").asString()).isIn("so good", "a box", "in it");
    assertThat(samples.getLast().at("/message").asString())
        .startsWith("Step 3/3: sample 3: generated \"")
        .endsWith("expected \"" + last.at("/expected").asString() + "\"");
    // What was written with the weights in training is what the adapter writes.
    Answer written =
        jobs.predict(
            job,
            Map.of(
                "inputs",
                List.of(Map.of("text", last.at("/prompt").asString())),
                "generation",
                Map.of("max_new_tokens", 6, "stop_strings", List.of("<|im_end|>"))));
    assertThat(written.at("/data/0/generated_text"))
        .as(written.text())
        .isEqualTo(last.at("/generated").asString());
    // And nothing of the training is another for being watched.
    assertThat(sha256(job)).isEqualTo(sha256(plain));
  }

  private List<JsonNode> samples(Answer job) {
    String events = "/v1/fine_tuning/jobs/" + job.at("/id") + "/events?limit=100";
    return http.get(events)
        .json()
        .at("/data")
        .valueStream()
        .filter(event -> event.at("/data/generated").isString())
        .toList()
        .reversed();
  }

  private String sha256(Answer job) {
    return http.get("/v1/adapters/" + job.at("/adapter_id")).at("/sha256");
  }

  private static Map<String, ?> task(String template) {
    return Map.of("type", "causal_lm", "chat_template", template);
  }

  private static Map<?, ?> map(String json) {
    return JsonMapper.shared().readValue(json, Map.class);
  }

  private static List<Integer> ints(JsonNode list) {
    return IntStream.range(0, list.size()).mapToObj(i -> list.get(i).asInt()).toList();
  }
}
