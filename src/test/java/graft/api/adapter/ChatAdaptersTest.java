package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.Multipart;
import graft.api.web.Http.Answer;
import graft.chat.BuiltInTemplate;
import graft.parity.ParityModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** The template that an adapter was trained by goes where it goes, with the tokenizer's files. */
class ChatAdaptersTest extends ExchangeOverHttp {
  private static final String CHAT =
      """
      {"messages":[{"role":"user","content":"no salt"},{"role":"assistant","content":"so good"}]}
      {"messages":[{"role":"user","content":"a bus"},{"role":"assistant","content":"a box"}]}
      """;

  private static final String ADAPTERHUB = "weights?format=adapterhub";
  private static final String TEMPLATE = "chat_template.jinja";

  @Test
  void downloadsCarryTheTemplateInForceAndImportsBringItBack() throws IOException {
    String base = model("qwen3");
    String adapter = train(base, chat(), Map.of("adapter", "lora[r=8]", "task", task("chatml")));

    for (String what : List.of(ADAPTERHUB, "weights?format=peft", "merged_model")) {
      Map<String, byte[]> files = unzip(download(adapter, what));
      assertThat(files).as(what).containsKeys("tokenizer.json", "tokenizer_config.json");
      assertThat(text(files, TEMPLATE)).as(what).isEqualTo(BuiltInTemplate.CHATML.source());
      if (!what.equals("merged_model")) {
        Answer imported = send(base, zip(files));
        assertThat(imported.status()).as(imported.text()).isLessThan(300);
        assertThat(imported.at("/task/chat_template"))
            .as(imported.text())
            .isEqualTo(BuiltInTemplate.CHATML.source());
        Map<String, byte[]> again = unzip(download(imported.at("/id"), what));
        assertThat(text(again, TEMPLATE)).isEqualTo(BuiltInTemplate.CHATML.source());
      }
    }
  }

  @Test
  void theModelsOwnTemplateIsNotTakenForAnother() throws IOException {
    String base = model("qwen3");
    String adapter = train(base, chat(), Map.of("adapter", "lora"));

    Map<String, byte[]> files = unzip(download(adapter, "weights?format=peft"));

    assertThat(text(files, TEMPLATE)).contains("<|im_start|>", "{%- generation %}");
    Answer imported = send(base, zip(files));
    assertThat(imported.json().at("/task/chat_template").isNull()).as(imported.text()).isTrue();
    files.put(TEMPLATE, "{% if %}".getBytes(StandardCharsets.UTF_8));
    Answer broken = send(base, zip(files));
    assertThat(broken.status()).as(broken.text()).isLessThan(300);
    assertThat(broken.text()).contains("the adapter's chat template is left aside");
    Map<String, byte[]> old = new TreeMap<>(files);
    old.remove(TEMPLATE);
    old.put(
        "tokenizer_config.json",
        "{\"chat_template\": \"{{ messages[0].content }}\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(send(base, zip(old)).at("/task/chat_template"))
        .isEqualTo("{{ messages[0].content }}");
  }

  private String model(String family) throws IOException {
    String name = family + "-a";
    FileSystemUtils.copyRecursively(
        ParityModels.directory(family, name), DATA.resolve("models").resolve(name));
    return name;
  }

  private String chat() {
    return new Multipart()
        .text("purpose", "fine-tune")
        .file("chat.jsonl", CHAT.repeat(4))
        .postTo(http, "/v1/files")
        .at("/id");
  }

  private static Map<String, ?> task(String template) {
    return Map.of("type", "causal_lm", "chat_template", template);
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }
}
