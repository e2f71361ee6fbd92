package graft.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.template.Conversation.Ending;
import graft.template.run.Rendering;
import graft.template.run.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What templates are given, and where the text of a conversation ends. */
class ConversationTest {
  private static final String CHATML =
      "{% for m in messages %}<{{ m.role }}>{% if m.content is string %}{{ m.content }}{% else %}"
          + "{% for p in m.content %}{{ p.text }}{% endfor %}{% endif %}</>\n{% endfor %}"
          + "{% if add_generation_prompt %}<assistant>{% endif %}";
  private static final List<Map<String, Object>> MESSAGES =
      List.of(
          Map.of("role", "user", "content", "Hi"),
          Map.of("role", "assistant", "content", "The answer is "));

  @Test
  void aGenerationPromptBeginsTheAnswer() {
    assertThat(text(CHATML, MESSAGES, Ending.GENERATION_PROMPT))
        .isEqualTo("<user>Hi</>\n<assistant>The answer is </>\n<assistant>");
    assertThat(text(CHATML, MESSAGES, Ending.MESSAGE))
        .isEqualTo("<user>Hi</>\n<assistant>The answer is </>\n");
  }

  /** The expected texts are those of transformers 5.18. */
  @Test
  void theFinalMessageIsContinuedWhereItEnds() {
    assertThat(text(CHATML, MESSAGES, Ending.CONTINUE_FINAL_MESSAGE))
        .isEqualTo("<user>Hi</>\n<assistant>The answer is ");
    assertThat(
            text(
                CHATML.replace("m.content }}", "m.content | trim }}"),
                MESSAGES,
                Ending.CONTINUE_FINAL_MESSAGE))
        .isEqualTo("<user>Hi</>\n<assistant>The answer is");
    List<Map<String, Object>> parts =
        List.of(
            Map.of(
                "role",
                "assistant",
                "content",
                List.of(Map.of("text", "one "), Map.of("text", "two"), Map.of("image", "x"))));
    assertThat(text(CHATML, parts, Ending.CONTINUE_FINAL_MESSAGE)).isEqualTo("<assistant>one two");
  }

  @Test
  void marksEndWithTheText() {
    ChatTemplate template =
        ChatTemplate.parse(
            "{% for m in messages %}<{{ m.role }}>{% generation %}{{ m.content }}</>"
                + "{% endgeneration %}{% endfor %}");
    Rendering rendering =
        Conversation.of(MESSAGES, Ending.CONTINUE_FINAL_MESSAGE)
            .render(template, Map.of(), TemplateCases.CLOCK);
    assertThat(rendering.text()).isEqualTo("<user>Hi</><assistant>The answer is ");
    assertThat(rendering.generated()).contains(List.of(new Span(6, 11), new Span(22, 36)));
  }

  @Test
  void aMessageThatIsNotThereCannotBeContinued() {
    assertThatThrownBy(() -> text("nothing", MESSAGES, Ending.CONTINUE_FINAL_MESSAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not appear");
    assertThatThrownBy(() -> text(CHATML, List.of(), Ending.CONTINUE_FINAL_MESSAGE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void templatesSeeTokensToolsAndArguments() {
    Conversation conversation =
        new Conversation(
            MESSAGES,
            List.of(Map.of("name", "f")),
            null,
            Ending.MESSAGE,
            Map.of("enable_thinking", false));
    Rendering rendering =
        conversation.render(
            ChatTemplate.parse(
                "{{ bos_token }}{{ tools | tojson }}{{ documents }}{{ enable_thinking }}"
                    + "{{ pad_token is defined }}{{ strftime_now('%d %b %Y') }}"),
            Map.of("bos_token", "<s>"),
            TemplateCases.CLOCK);
    assertThat(rendering.text()).isEqualTo("<s>[{\"name\": \"f\"}]NoneFalseFalse29 Nov 2026");
  }

  /** transformers counts from the wrong place there: what is learned must not depend on it. */
  @Test
  void marksWithinAMacroAreNotKnown() {
    ChatTemplate template =
        ChatTemplate.parse(
            "{% macro f() %}a{% generation %}b{% endgeneration %}{% endmacro %}x{{ f() }}");
    Rendering rendering = template.render(Map.of(), TemplateCases.CLOCK);
    assertThat(rendering.text()).isEqualTo("xab");
    assertThat(rendering.generated()).isEmpty();
  }

  private static String text(String template, List<Map<String, Object>> messages, Ending ending) {
    return Conversation.of(messages, ending)
        .render(ChatTemplate.parse(template), Map.of(), TemplateCases.CLOCK)
        .text();
  }
}
