package graft.format.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import graft.format.tokenizer.ChatTemplates.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a model's chat templates are found. */
class ChatTemplatesTest {
  @TempDir Path model;

  @BeforeEach
  void aTokenizer() throws IOException {
    write("tokenizer.json", "{}");
  }

  @Test
  void aModelMayHaveNone() {
    assertThat(read().source(Use.PLAIN)).isEmpty();
    assertThat(read().notices()).isEmpty();
  }

  @Test
  void theConfigurationHasATextAndTheTokensThatItNames() throws IOException {
    write(
        "tokenizer_config.json",
        """
        {"chat_template": "{{ bos_token }}x", "bos_token": "<s>", "eos_token": {"content": "</s>"}, "pad_token": null}
        """);
    assertThat(read().source(Use.PLAIN)).contains("{{ bos_token }}x");
    assertThat(read().source(Use.WITH_TOOLS)).contains("{{ bos_token }}x");
    assertThat(read().specialTokens())
        .containsEntry("bos_token", "<s>")
        .containsEntry("eos_token", "</s>")
        .doesNotContainKey("pad_token");
  }

  @Test
  void aListHasOneForToolsToo() throws IOException {
    write(
        "tokenizer_config.json",
        """
        {"chat_template": [{"name": "default", "template": "a"}, {"name": "tool_use", "template": "b"}]}
        """);
    assertThat(read().source(Use.PLAIN)).contains("a");
    assertThat(read().source(Use.WITH_TOOLS)).contains("b");
  }

  @Test
  void theFileOfItsOwnComesFirst() throws IOException {
    write("tokenizer_config.json", "{\"chat_template\": \"a\"}");
    write("chat_template.jinja", "b\n");
    assertThat(read().source(Use.PLAIN)).contains("b\n");
  }

  @Test
  void whatIsNotUnderstoodIsSaidWithItsPlace() throws IOException {
    write("chat_template.jinja", "x\n  {% include 'y' %}");
    assertThat(read().notices())
        .singleElement()
        .asString()
        .contains("'default'", "line 2, column 6", "'include' needs other templates");
  }

  private ChatTemplates read() {
    return ChatTemplates.read(model.resolve("tokenizer.json"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(model.resolve(name), text);
  }
}
