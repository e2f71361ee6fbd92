package graft.data.chat;

import static org.assertj.core.api.Assertions.assertThat;

import graft.chat.ChatMessage;
import graft.data.Dataset;
import graft.data.DatasetValidator;
import graft.data.Labels;
import graft.data.column.ColumnMapping;
import graft.data.column.TaskInference;
import graft.format.tokenizer.ChatTemplates;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.job.LossOn;
import graft.spec.job.TaskType;
import graft.table.Table;
import graft.table.TableProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of conversations as people bring them, and what is wrong with some. */
class RowsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"},{"role":"assistant","content":"a"}]} | system:s user:u assistant:a
          {"messages":[{"role":"developer","content":"s"},{"role":"user","content":[{"type":"text","text":"u"}]},{"role":"assistant","content":"a","weight":0},{"role":"assistant","content":"b","train":true}]} | developer:s user:u assistant:-a assistant:b
          {"conversations":[{"from":"human","value":"u"},{"from":"gpt","value":"a"}],"system":"s"} | system:s user:u assistant:a
          {"conversations":[{"from":"system","value":"s"},{"from":"human","value":"u"},{"from":"gpt","value":"a","train":false},{"from":"gpt","value":"b"}]} | system:s user:u assistant:-a assistant:b
          {"conversations":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]} | user:u assistant:a
          {"instruction":"i","input":"x","output":"a"} | user:i+x assistant:a
          {"instruction":"i","input":"","output":"a","system":"s","history":[["u","b"]]} | system:s user:u assistant:b user:i assistant:a
          {"instruction":"i","output":"a","text":"Below is an instruction"} | user:i assistant:a
          {"prompt":[{"role":"user","content":"u"}],"completion":[{"role":"assistant","content":"a"}]} | user:u assistant:a
          """)
  void everyFormBecomesMessages(String row, String expected) throws IOException {
    assertThat(said(dialogue(row))).isEqualTo(expected);
  }

  @Test
  void callsAndTheirResultsComeAsTemplatesReadThem() throws IOException {
    String tool = "{\"name\":\"f\",\"parameters\":{}}";
    Dialogue shareGpt =
        dialogue(
            """
            {"conversations":[{"from":"human","value":"u"},{"from":"function_call","value":"{\\"name\\":\\"f\\",\\"arguments\\":{\\"x\\":1}}"},{"from":"observation","value":"3"},{"from":"gpt","value":"a"}],"tools":"[%s]"}\
            """
                .formatted(tool.replace("\"", "\\\"")));
    Dialogue openAi =
        dialogue(
            """
            {"messages":[{"role":"user","content":"u"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\\"x\\":1}"}}]},{"role":"tool","tool_call_id":"c","content":"3"},{"role":"assistant","content":"a","reasoning_content":"r"}],"tools":[{"type":"function","function":%s}]}\
            """
                .formatted(tool));

    for (Dialogue dialogue : List.of(shareGpt, openAi)) {
      assertThat(dialogue.tools().orElseThrow())
          .isEqualTo(
              List.of(
                  Map.of(
                      "type",
                      "function",
                      "function",
                      Map.of("name", "f", "parameters", Map.of()))));
      assertThat(dialogue.turns().get(1).message().json().get("tool_calls"))
          .asString()
          .contains("name=f", "arguments={x=1}");
      assertThat(dialogue.turns().get(2).message().role().wireName()).isEqualTo("tool");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"messages":[]} | messages: messages must hold at least one message
          {"messages":[{"role":"user","content":"u"}]} | the assistant says nothing
          {"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a","weight":0}]} | every message that could be learned has weight 0
          {"messages":[{"role":"bot","content":"u"},{"role":"assistant"}]} | messages[0].role: role must be one of [system, developer, user, assistant, tool], not bot (did you mean assistant?); messages[1].content: content is required
          {"messages":[{"role":"user","content":5}]} | messages[0].content: content must be a text or a list of text parts
          {"messages":[{"role":"user","content":[{"type":"image_url","image_url":"x"}]}]} | messages[0].content[0].type: parts of the type image_url are not served; only text
          {"messages":[{"role":"user","content":"u","tool_calls":[]}]} | tool_calls is a member of messages of the role assistant
          {"messages":[{"role":"user","content":"u","mood":"x"}]} | messages[0].mood: unknown attribute mood
          {"messages":[{"role":"user","content":"u","weight":2}]} | messages[0].weight: weight must be 0 or 1, not 2
          {"messages":[{"role":"user","content":"u"},{"from":"gpt","value":"a"}]} | messages[1]: is in another form than the first message
          {"messages":["u"]} | messages[0]: a message must be an object with role and content
          {"conversations":[{"from":"hman","value":"u"}]} | conversations[0].from: from must be one of [assistant, function_call, gpt, human, observation, system, tool, user], not "hman" (did you mean human?)
          {"conversations":[{"from":"gpt","value":null}]} | conversations[0].value: value must be a text
          {"conversations":[{"from":"gpt","value":"a","mood":"x"}]} | conversations[0].mood: mood is not read beside from and value
          {"conversations":[{"from":"function_call","value":"f(x)"}]} | conversations[0].value: what a function_call says must be JSON
          {"messages":[{"role":"system","content":"s"}],"system":"t"} | system: the system speaks here and in messages; write it once
          {"messages":[{"role":"assistant","content":"a"}],"tools":"f(x)"} | tools: tools must be a list of functions, not "f(x)"
          {"messages":[{"role":"assistant","content":"a"}],"tools":[5]} | tools[0]: a tool must be
          {"instruction":"i","output":"a","history":[["u"]]} | history[0]: must be a list of two texts
          """)
  void whatIsInBetweenIsRefusedByItsLine(String row, String expected) throws IOException {
    List<Fault> faults = faults(row);

    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().message()).startsWith("line 1: ").contains(expected);
  }

  @Test
  void twentyFaultyRowsAreToldAtOnce() throws IOException {
    List<Fault> faults =
        faults(
            """
            {"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]}
            """
                + "{\"messages\":[{\"role\":\"usr\",\"content\":\"u\"}]}\n".repeat(30));

    assertThat(faults).hasSize(20);
    assertThat(faults.getFirst().message()).startsWith("line 2: messages[0].role");
  }

  @Test
  void whatTheTemplateRefusesIsTold() throws IOException {
    String rows =
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}]}\n"
            + "{\"messages\":[{\"role\":\"user\",\"content\":\"u\"},{\"role\":\"assistant\",\"content\":\"a\"}]}";

    assertThat(faults(rows, "mistral"))
        .extracting(Fault::message)
        .containsExactly(
            "line 1: the chat template refuses the messages: Roles must alternate: user, assistant,"
                + " user, ...");
  }

  @Test
  void mixedPromptsAreOneFault() throws IOException {
    Path file = write("{\"prompt\":[{\"role\":\"user\",\"content\":\"u\"}],\"completion\":\"a\"}");

    assertThat(validated(file, "chatml"))
        .extracting(Fault::message)
        .containsExactly("line 1: completion: must be a list of messages, not \"a\"");
  }

  private static String said(Dialogue dialogue) {
    return dialogue.turns().stream()
        .map(turn -> {
          ChatMessage message = turn.message();
          String mark = turn.isTaught() ? "" : "-";
          return message.role().wireName() + ":" + mark + message.text().replace('\n', '+');
        })
        .collect(Collectors.joining(" "));
  }

  private Dialogue dialogue(String row) throws IOException {
    Path file = write(row);
    ColumnMapping mapping = mapping(file);
    try (Table table = Table.open(file, "rows.jsonl")) {
      return DialogueReader.read(mapping, table.next());
    }
  }

  private List<Fault> faults(String rows) throws IOException {
    return faults(rows, "chatml");
  }

  private List<Fault> faults(String rows, String template) throws IOException {
    return validated(write(rows), template);
  }

  private static List<Fault> validated(Path file, String template) {
    ChatText chat =
        ChatText.of(
            Optional.of(template),
            new ChatTemplates(Map.of(), Map.of("bos_token", "<s>", "eos_token", "</s>")));
    RowForm form = RowForm.of(mapping(file), Labels.of(List.of())).said(LossOn.ASSISTANT, chat);
    Faults faults = new Faults();
    try (Table table = Table.open(file, "rows.jsonl")) {
      new DatasetValidator(form, Dataset.Bounds.of(64, 100, 1)).read(table, faults);
    }
    return faults.all();
  }

  private static ColumnMapping mapping(Path file) {
    TableProfile profile = Table.profile(file, "rows.jsonl");
    assertThat(new TaskInference(profile, Map.of(), TaskType.CAUSAL_LM).task())
        .contains(TaskType.CAUSAL_LM);
    Faults faults = new Faults();
    Optional<ColumnMapping> mapping =
        ColumnMapping.resolve(TaskType.CAUSAL_LM, Map.of(), profile, faults);
    assertThat(faults.all()).isEmpty();
    return mapping.orElseThrow();
  }

  private Path write(String rows) throws IOException {
    return Files.writeString(directory.resolve("rows.jsonl"), rows);
  }
}
