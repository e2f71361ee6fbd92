package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.web.Http.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A model whose chat template is not understood can be used, and says so. */
class ChatTemplateNoticeTest extends LanguageService {
  @Test
  void aTemplateThatIsNotUnderstoodIsToldAtTheModelAndRefusedWhenItIsUsed() throws IOException {
    Path broken = Files.createDirectory(directory("broken-template"));
    try (Stream<Path> files = Files.list(directory("llama-a"))) {
      for (Path file : files.toList()) {
        Files.copy(file, broken.resolve(file.getFileName()));
      }
    }
    Files.writeString(broken.resolve("chat_template.jinja"), "{{ a }}\n{% whatever %}");

    Answer model = http.get("/v1/models/broken-template");

    assertThat(model.at("/status")).as(model.text()).isEqualTo("ready");
    assertThat(model.at("/notices/0"))
        .startsWith("the chat template 'default' is not understood: line 2, column");
    assertThat(http.get("/v1/models/qwen3-a").json().at("/notices")).isEmpty();
    Answer refused =
        http.postJson(
            "/v1/models/broken-template/tokenize",
            Map.of("messages", List.of(Map.of("role", "user", "content", "a"))));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/error/code")).isEqualTo("invalid_chat_template");
    assertThat(refused.at("/error/message")).contains("line 2, column");
  }
}
