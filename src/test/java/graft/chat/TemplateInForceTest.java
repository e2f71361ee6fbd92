package graft.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.format.tokenizer.ChatTemplates;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TemplateInForceTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final String PLAIN =
      "{% for m in messages %}<{{ m.role }}>{{ m.content + '|' }}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
  private static final List<ChatMessage> TALK =
      List.of(
          ChatMessage.of(Role.USER, "hi"),
          ChatMessage.of(Role.ASSISTANT, "hello"),
          ChatMessage.of(Role.USER, "bye"),
          ChatMessage.of(Role.ASSISTANT, "ciao 🙂"));

  @Test
  void whatTheAssistantSaysIsFoundWithoutMarksWhereTextsBeginAlike() {
    RenderedChat chat = render(PLAIN, TALK);
    assertThat(chat.text()).isEqualTo("<user>hi|<assistant>hello|<user>bye|<assistant>ciao 🙂|");
    assertThat(said(chat)).containsExactly("hello|", "ciao 🙂|");
  }

  @Test
  void whatTheAssistantSaysIsUnknownWhereTextsDoNotBeginAlike() {
    String counting = "{{ messages | length }}: " + PLAIN;
    assertThat(render(counting, TALK).answers()).isEmpty();
    assertThat(render(counting, TALK.subList(0, 1)).answers()).contains(List.of());
  }

  @Test
  void aListOfTextsIsJoinedForTemplatesThatReadNone() {
    List<ChatMessage> parts =
        read(
            List.of(
                Map.of(
                    "role",
                    "user",
                    "content",
                    List.of(
                        Map.of("type", "text", "text", "a"),
                        Map.of("type", "text", "text", "b")))));
    assertThat(render(PLAIN, parts).text()).isEqualTo("<user>a\nb|");
    assertThat(render("{% for m in messages %}{{ m.content }}{% endfor %}", parts).text())
        .isEqualTo("a\nb");
    assertThat(
            render(
                    "{% for m in messages %}{% for p in m.content %}[{{ p.text }}]{% endfor %}{% endfor %}",
                    parts)
                .text())
        .isEqualTo("[a][b]");
  }

  @Test
  void whatIsNullInAPartIsNotThere() {
    Map<String, Object> part = new HashMap<>(Map.of("type", "text", "text", "a"));
    part.put("image_url", null);
    List<ChatMessage> parts = read(List.of(Map.of("role", "user", "content", List.of(part))));
    String template =
        "{% for p in messages[0].content %}{{ p.text }}{{ 'image_url' in p }}{% endfor %}";
    assertThat(render(template, parts).text()).isEqualTo("aFalse");
  }

  @Test
  void aTextMayBeAsLongAsWhatItIsMadeOfAllows() {
    List<ChatMessage> book = List.of(ChatMessage.of(Role.USER, "all in good time ".repeat(60_000)));
    assertThat(render(PLAIN, book).text()).hasSizeGreaterThan(1_000_000);
    assertThatThrownBy(() -> render("{{ 'all in good time ' * 60000 }}", TALK))
        .hasMessageContaining("a text has more than 26");
  }

  @Test
  void aDeveloperIsTheSystemWhereTheTemplateKnowsNone() {
    List<ChatMessage> messages = List.of(ChatMessage.of(Role.DEVELOPER, "be short"));
    assertThat(render(PLAIN, messages).text()).isEqualTo("<system>be short|");
    assertThat(render("{# developer #}" + PLAIN, messages).text())
        .isEqualTo("<developer>be short|");
  }

  @Test
  void argumentsOfACallAreAnObjectForTemplates() {
    List<ChatMessage> messages =
        read(
            List.of(
                Map.of(
                    "role",
                    "assistant",
                    "tool_calls",
                    List.of(
                        Map.of(
                            "id",
                            "1",
                            "type",
                            "function",
                            "function",
                            Map.of("name", "f", "arguments", "{\"b\":1,\"a\":[2]}"))))));
    assertThat(
            render("{{ messages[0].tool_calls[0].function.arguments | tojson }}", messages).text())
        .isEqualTo("{\"b\": 1, \"a\": [2]}");
  }

  @Test
  void aTemplateThatIsNotUnderstoodIsRefusedWithItsPlace() {
    GraftException refused = refusal("{{ 'a' }}\n  {% if %}x{% endif %}", TALK);
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_CHAT_TEMPLATE);
    assertThat(refused).hasMessageContaining("is not understood at line 2, column");
    assertThat(refusal("{{ messages.x.y }}", TALK)).hasMessageContaining("fails at line 1, column");
    assertThat(refusal("{{ 'a' * 10 ** 9 }}", TALK)).hasMessageContaining("needs too much");
    GraftException raised = refusal("{{ raise_exception('no, thanks') }}", TALK);
    assertThat(raised.code()).isEqualTo(ErrorCode.CHAT_TEMPLATE_REFUSED);
    assertThat(raised).hasMessage("the chat template refuses the messages: no, thanks");
  }

  @Test
  void aModelWithoutTemplateNamesTheWaysOut() {
    GraftException refused =
        catchThrowableOfType(
            GraftException.class,
            () ->
                TemplateInForce.of(
                    Optional.empty(),
                    new ChatTemplates(Map.of(), Map.of()),
                    ChatTemplates.Use.PLAIN));
    assertThat(refused.code()).isEqualTo(ErrorCode.NO_CHAT_TEMPLATE);
    assertThat(refused).hasMessageContaining("chatml").hasMessageContaining("chat_template.jinja");
  }

  @Test
  void everyFaultOfMessagesIsTold() {
    Faults faults = new Faults();
    new MessageReader(Set.of("weight"), faults)
        .read(
            List.of(
                Map.of("role", "human", "content", "x"),
                Map.of("role", "user"),
                Map.of("role", "assistant", "content", "x", "weight", 0, "wait", 1),
                Map.of("role", "user", "content", List.of(Map.of("type", "image_url"))),
                Map.of("role", "user", "content", "x", "tool_calls", List.of()),
                Map.of("role", "assistant", "tool_calls", List.of(Map.of("function", "f"))),
                "x"),
            "/messages");
    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactly(
            "/messages/0/role",
            "/messages/1/content",
            "/messages/2/wait",
            "/messages/3/content/0/type",
            "/messages/4/tool_calls",
            "/messages/5/tool_calls/0/function",
            "/messages/6");
    assertThat(faults.all().getFirst().message()).endsWith("(did you mean user?)");
  }

  @Test
  void variablesOfATemplateDoNotHideItsMessages() {
    GraftException refused =
        catchThrowableOfType(
            GraftException.class,
            () ->
                new ChatPrompt(
                    TALK,
                    Optional.empty(),
                    Optional.empty(),
                    Ending.MESSAGE,
                    Map.of("messages", List.of())));
    assertThat(refused.faults())
        .extracting(Fault::pointer)
        .containsExactly("/chat_template_kwargs/messages");
  }

  private static List<ChatMessage> read(List<?> json) {
    Faults faults = new Faults();
    List<ChatMessage> messages = new MessageReader(Set.of(), faults).read(json, "/messages");
    assertThat(faults.all()).isEmpty();
    return messages;
  }

  private static RenderedChat render(String template, List<ChatMessage> messages) {
    return TemplateInForce.of(
            Optional.of(template), new ChatTemplates(Map.of(), Map.of()), ChatTemplates.Use.PLAIN)
        .render(ChatPrompt.of(messages, Ending.MESSAGE), CLOCK);
  }

  private static GraftException refusal(String template, List<ChatMessage> messages) {
    return catchThrowableOfType(GraftException.class, () -> render(template, messages));
  }

  private static List<String> said(RenderedChat chat) {
    List<AnswerSpan> answers = chat.answers().orElseThrow();
    return answers.stream().map(span -> chat.text().substring(span.start(), span.end())).toList();
  }
}
