package graft.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import graft.RealService;
import graft.api.Multipart;
import graft.api.web.Http;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user gets wrong is said at submission, all at once, and leaves nothing behind. */
class BadJobsTest extends RealService {
  private static final String JOBS = "/v1/fine_tuning/jobs";

  private String file;
  private long before;

  @BeforeEach
  void prepare() {
    file = upload("text,label\ncheap pills,spam\nsee you,ham\n");
    before = jobs();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model": "no-such-model"}                        | /model                          | no-such-model
          {"model": "all-MiniLM-L6-v1"}                     | /model                          | did you mean all-MiniLM-L6-v2?
          {"training_file": "file-unknown"}                 | /training_file                  | file-unknown
          {"training": {"learning_rat": 1}}                 | /training/learning_rat          | did you mean learning_rate?
          {"adapter": {"architecture": "lora", "rank": 8}}  | /adapter/rank                   | did you mean r?
          {"adapter": {"architecture": "lora", "lora_alpha": 8}} | /adapter/lora_alpha        | did you mean alpha?
          {"adapter": {"architecture": "lora", "lora_dropout": 0}} | /adapter/lora_dropout    | did you mean dropout?
          {"adapter": {"architecture": "par_bn", "alpha": 8}} | /adapter/alpha                | did you mean scaling?
          {"adapter": {"type": "lora", "r": 8}}             | /adapter/type                   | did you mean "architecture": "lora"?
          {"adapter": {"r": 8, "alpha": 16}}                | /adapter/architecture           | did you mean "architecture": "lora"?
          {"training": {"lr": 1}}                           | /training/lr                    | did you mean learning_rate?
          {"training": {"num_epochs": 1}}                   | /training/num_epochs            | did you mean epochs?
          {"training": {"max_seq_length": 1}}               | /training/max_seq_length        | did you mean max_length?
          {"training": {"train_batch_size": 1}}             | /training/train_batch_size      | did you mean batch_size?
          {"training": {"num_train_epochs": 1}}             | /training/num_train_epochs      | did you mean epochs?
          {"training": {"per_device_train_batch_size": 1}}  | /training/per_device_train_batch_size | did you mean batch_size?
          {"training": {"eval_steps": 5}}                   | /training/eval_steps            | did you mean evaluation.every_steps?
          {"training": {"patience": 5}}                     | /training/patience              | did you mean evaluation.early_stopping_patience?
          {"training": {"save_steps": 5}}                   | /training/save_steps            | did you mean checkpoint.every_steps?
          {"lr": 0.1}                                       | /lr                             | did you mean training.learning_rate?
          {"epochs": 2}                                     | /epochs                         | did you mean training.epochs?
          {"per_device_train_batch_size": 2}                | /per_device_train_batch_size    | did you mean training.batch_size?
          {"max_seq_length": 2}                             | /max_seq_length                 | did you mean training.max_length?
          {"lora_r": 2}                                     | /lora_r                         | did you mean adapter.r?
          {"target_modules": ["query"]}                     | /target_modules                 | did you mean adapter.attn_matrices?
          {"labels": ["ham", "spam"]}                       | /labels                         | did you mean task.labels?
          {"text_column": "sms"}                            | /text_column                    | did you mean columns.text?
          {"hyperparameters": {"epochs": 2}}                | /hyperparameters/epochs         | did you mean n_epochs?
          {"hyperparameters": {"bogus": 3}}                 | /hyperparameters/bogus          | known are
          {"adapter": {"architecture": "lora", "lora_r": 8}} | /adapter/lora_r                | did you mean r?
          {"adapter": {"architecture": "lora", "target_modules": ["query"]}} | /adapter/target_modules | did you mean attn_matrices?
          {"adapter": {"architecture": "seq_bn", "bottleneck": 8}} | /adapter/bottleneck      | did you mean reduction_factor?
          {"adapter": {"architecture": "lora", "bias": "none"}} | /adapter/bias               | did you mean "architecture": "peft_lora"?
          {"adapter": {"architecture": "lora", "use_rslora": true}} | /adapter/use_rslora     | did you mean "architecture": "peft_lora"?
          {"adapter": {"architecture": "lora", "modules_to_save": ["x"]}} | /adapter/modules_to_save | "architecture": "peft_lora"
          {"task": "ner"}                                   | /task                           | did you mean {"type": "token_classification"}?
          {"task": "Token-Classification"}                  | /task                           | did you mean {"type": "token_classification"}?
          {"task": "sequence_clasification"}                | /task                           | did you mean {"type": "sequence_classification"}?
          {"task": {"type": "qa"}}                          | /task/type                      | did you mean question_answering?
          {"adapter": {"rank": 8}}                          | /adapter/architecture           | did you mean "architecture": "lora"?
          {"adapter": {"lora": {"r": 8}}}                   | /adapter/architecture           | did you mean "architecture": "lora"?
          {"adapter": {"config": "houlsby"}}                | /adapter/config                 | did you mean "architecture": "houlsby"?
          {"adapter": {}}                                   | /adapter/architecture           | such as lora or seq_bn
          {"adapter": "bottleneck"}                         | /adapter                        | did you mean seq_bn
          {"adapter": "qlora"}                              | /adapter                        | did you mean lora?
          {"adapter": "prompt-tuning"}                      | /adapter                        | did you mean prompt_tuning?
          {"adapter": "prompttunning"}                      | /adapter                        | did you mean prompt_tuning?
          {"adapter": {"architecture": "Prompt_Tuning"}}    | /adapter/architecture           | did you mean prompt_tuning?
          {"adapter": {"type": "p-tuning"}}                 | /adapter/type                   | did you mean peft_p_tuning?
          {"adapter": "LoHa"}                               | /adapter                        | not supported here; the nearest here is lora.
          {"adapter": "lorra"}                              | /adapter                        | unknown adapter method lorra; did you mean lora?
          {"adapter": {"architecture": "lora", "r": 0}}     | /adapter/r                      | 1
          {"adapter": "lora[r=0]"}                          | /adapter/r                      | 1
          {"adapter": "lroa"}                               | /adapter                        | did you mean lora?
          {"training": {"learning_rate": "NaN"}}            | /training/learning_rate         | number
          {"training": {"learning_rate": -1}}               | /training/learning_rate         | 0
          {"adapter": "seq_bn", "training": {"loraplus_lr_ratio": 16}} | /training/loraplus_lr_ratio | not for bottleneck
          {"adapter": "ia3", "training": {"loraplus_lr_ratio": 16}} | /training/loraplus_lr_ratio | not for ia3
          {"adapter": "peft_adalora[tinit=10]", "training": {"max_steps": 10}} | /adapter | no direction away in 10 steps: it does between step tinit, 10,
          {"adapter": "peft_adalora[tinit=4,tfinal=6]", "training": {"max_steps": 10}} | /adapter | tfinal, 6, before the end, every deltaT, 1; train longer
          {"adapter": "peft_adalora[tinit=200]"}            | /adapter                        | no direction away in 50 steps
          {"adapter": "peft_adalora[deltaT=9]", "training": {"epochs": 8}} | /adapter         | no direction away in 8 steps
          {"adapter": "peft_adalora[tinit=20,total_step=99]", "training": {"max_steps": 9}} | /adapter | of total_step 99
          {"adapter": {"architecture": "union", "configs": ["seq_bn", "peft_adalora[tinit=9]"]}, "training": {"max_steps": 9}} | /adapter | no direction away
          {"training": {"adapter_drop": 99}}                | /training/adapter_drop          | adapter_drop is 99: the model has layers 0 to
          {"training": {"adapter_drop": [0, 7]}}            | /training/adapter_drop          | adapter_drop is [0, 7]: the model has layers 0 to
          {"training": {"epochs": 0}}                       | /training/epochs                | 1
          {"training": {"max_length": 100000}}              | /training/max_length            | at most
          {"training": {"gradient_checkpointing": true}}    | /training/gradient_checkpointing | not offered
          {"task": {"type": "sequence_classification", "labels": ["ham"]}} | /training_file   | spam
          {"adapter": {"architecture": "lora", "attn_matrices": ["x"]}}    | /adapter/attn_matrices | x
          '{"adapter": "lora|ia3"}'                           | /adapter/configs/1/attn_matrices | encoder.layer.0.attention.self.value
          {"adapter": {"architecture": "union", "configs": ["lora", "ia3"]}} | /adapter/configs/1/attn_matrices | encoder.layer.0.attention.self.value
          '{"adapter": "seq_bn|houlsby"}'                     | /adapter/configs/1/output_adapter | encoder.layer.0.output,
          '{"adapter": "prefix_tuning|prefix_tuning_flat"}'   | /adapter/configs/1              | second prefix tuning
          {"model": "distilbert-a", "task": {"type": "sequence_classification", "head": {"pooling": "pooler"}}} | /task/head/pooling | no pooler
          {"task": {"type": "sequence_classification", "head": {"checkpoint": true}}} | /task/head/checkpoint | sequence_classification
          {"task": {"type": "masked_lm", "head": {"checkpoint": true, "layers": 2}}} | /task/head/checkpoint | beside layers
          {"task": {"type": "masked_lm", "head": {"pooling": "first"}}}    | /task/head/pooling | reads every position
          {"task": {"type": "token_classification", "head": {"pooling": "mean"}}} | /task/head/pooling | reads every position
          {"task": {"type": "question_answering", "head": {"activation_function": "relu"}}} | /task/head/activation_function | between layers
          {"task": {"type": "regression"}, "training": {"label_smoothing": 0.1}} | /training/label_smoothing | must be 0
          {"task": {"type": "multi_label_classification"}, "training": {"label_smoothing": 0.1}} | /training/label_smoothing | must be 0
          {"evaluation": {"early_stopping_patience": 2}}    | /evaluation/early_stopping_patience | needs validation data
          {"evaluation": {"metric": "accuracy"}}            | /evaluation/metric              | needs validation data
          {"adapter": {"architecture": "lora", "leave_out": [0, 1]}} | /adapter/leave_out | must leave a layer: the model has layers 0 to 1
          {"adapter": {"architecture": "lora", "leave_out": [0, 2, 3]}} | /adapter/leave_out | names layers [2, 3]
          {"adapter": "pfeiffer[reduction_factor=1e-9]"} | /adapter/reduction_factor | at most 65536
          """)
  void aFaultIsNamedAndNothingIsStored(String change, String pointer, String word) {
    Http.Answer answer = create(change);

    assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
    assertThat(answer.json().at("/errors").valueStream())
        .as(answer.text())
        .anySatisfy(fault -> {
          assertThat(fault.at("/pointer").asString()).startsWith(pointer);
          assertThat(fault.at("/message").asString()).contains(word);
        });
    assertThat(jobs()).isEqualTo(before);
  }

  @Test
  void notANumberIsNotJson() {
    Http.Answer answer = create("{\"training\": {\"learning_rate\": NaN}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(jobs()).isEqualTo(before);
  }

  @Test
  void labelsMissingInTheValidationFileAreNamed() {
    String validation = upload("text,label\ncall me,business\n");

    Http.Answer answer = create("{\"validation_file\": \"" + validation + "\"}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo("/validation_file");
    assertThat(answer.at("/errors/0/message")).contains("business");
    assertThat(jobs()).isEqualTo(before);
  }

  @Test
  void aValidationFileWithoutLabelsIsNamed() {
    String validation = upload("text\ncall me\n");

    Http.Answer answer = create("{\"validation_file\": \"" + validation + "\"}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo("/validation_file");
    assertThat(answer.at("/errors/0/message")).contains("label");
  }

  @Test
  void everyFaultIsThereAtOnce() {
    Http.Answer answer =
        http.postJson(
            JOBS,
            Map.of(
                "model",
                "none",
                "training_file",
                "file-none",
                "adapter",
                Map.of("architecture", "lora", "r", 0, "alpha", -1),
                "training",
                Map.of("epochs", 0),
                "colour",
                "red"));

    List<String> pointers =
        answer.json().at("/errors").valueStream().map(e -> e.at("/pointer").asString()).toList();
    assertThat(pointers).contains("/adapter/r", "/training/epochs", "/colour");
  }

  /** A sound request with some attributes changed. */
  private Http.Answer create(String change) {
    String body =
        Stream.of("\"model\": \"" + MODEL + "\"", "\"training_file\": \"" + file + "\"")
            .filter(member -> !change.contains(member.substring(0, member.indexOf(':'))))
            .map(member -> member + ", ")
            .collect(Collectors.joining("", "{", change.substring(1)));
    return http.postJson(JOBS, body);
  }

  private long jobs() {
    return http.get(JOBS + "?limit=100").json().at("/data").size();
  }

  private String upload(String rows) {
    Multipart form = new Multipart().text("purpose", "fine-tune").file("rows.csv", rows);
    return form.postTo(http, "/v1/files").at("/id");
  }
}
