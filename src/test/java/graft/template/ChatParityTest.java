package graft.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.template.run.Rendering;
import graft.template.run.Span;
import graft.template.syntax.TemplateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Templates in the styles in use, against what {@code apply_chat_template} gives. */
class ChatParityTest {
  static Stream<Arguments> conversations() {
    return TemplateCases.read("chat.zip").values().stream()
        .filter(JsonNode::isObject)
        .flatMap(file ->
            file.get("conversations")
                .valueStream()
                .map(one ->
                    Arguments.of(
                        file.get("id").asString() + " " + one.get("name").asString(), file, one)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conversations")
  void conversationsAreRenderedToTheCharacter(String name, JsonNode file, JsonNode conversation) {
    ChatTemplate template = ChatTemplate.parse(file.get("chat_template").asString());
    Map<String, Object> variables = new LinkedHashMap<>();
    for (String variable : List.of("messages", "tools", "add_generation_prompt")) {
      variables.put(variable, TemplateCases.plain(conversation).get(variable));
    }
    variables.put("documents", null);
    for (String token : List.of("bos_token", "eos_token")) {
      if (!file.get(token).isNull()) {
        variables.put(token, file.get(token).asString());
      }
    }
    variables.putAll(TemplateCases.plain(conversation.get("arguments")));

    if (conversation.has("error")) {
      assertThatThrownBy(() -> template.render(variables, TemplateCases.CLOCK))
          .isInstanceOfSatisfying(
              TemplateException.class,
              error -> {
                assertThat(error.kind()).isEqualTo(TemplateException.Kind.RAISED);
                assertThat(error.reason())
                    .isEqualTo(conversation.get("error").get("message").asString());
              });
    } else {
      Rendering rendering = template.render(variables, TemplateCases.CLOCK);
      assertThat(rendering.text()).isEqualTo(conversation.get("rendered").asString());
      if (conversation.has("assistant_text")) {
        assertThat(bare(marked(rendering)))
            .isEqualTo(bare(conversation.get("assistant_text").asString()));
      }
    }
  }

  /**
   * The reference text was decoded from the tokens under the mask, and some tokens take white space
   * from before or after them.
   */
  private static String bare(String text) {
    return text.replace("<|assistant|>", "").replaceAll("\\s", "");
  }

  private static String marked(Rendering rendering) {
    List<Span> spans = rendering.generated().orElseThrow();
    return spans.stream()
        .map(span -> rendering.text().substring(span.start(), span.end()))
        .collect(Collectors.joining());
  }
}
