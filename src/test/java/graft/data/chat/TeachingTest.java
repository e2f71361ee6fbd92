package graft.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.chat.ChatMessage;
import graft.chat.MessageReader;
import graft.chat.Role;
import graft.chat.TemplateInForce;
import graft.data.Tokenizer;
import graft.format.tokenizer.ChatTemplates;
import graft.parity.ParityModels;
import graft.spec.Faults;
import graft.spec.job.LossOn;
import graft.template.TemplateCases;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What of conversations is learned, against the masks of {@code apply_chat_template}. */
class TeachingTest {
  private static final Map<String, Tokenizer> TOKENIZERS = new HashMap<>();

  private static final String BARE =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  @AfterAll
  static void close() {
    TOKENIZERS.values().forEach(Tokenizer::close);
  }

  /** Whole conversations in which somebody answers, of templates that mark it. */
  static Stream<Arguments> masked() {
    return TemplateCases.read("chat.zip").values().stream()
        .filter(file -> file.isObject() && file.get("has_assistant_mask").asBoolean())
        .flatMap(file ->
            file.get("conversations")
                .valueStream()
                .filter(one -> !one.has("error") && !one.get("add_generation_prompt").asBoolean())
                .filter(one -> one.get("arguments").isEmpty())
                .filter(
                    one -> one.get("assistant_masks").valueStream().anyMatch(it -> it.asInt() == 1))
                .map(one ->
                    Arguments.of(
                        file.get("id").asString() + " " + one.get("name").asString(), file, one)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("masked")
  void whatTheTemplateMarksIsLearned(String name, JsonNode file, JsonNode conversation) {
    Map<String, Object> json = TemplateCases.plain(conversation);
    Dialogue dialogue = dialogue(json.get("messages"), (List<?>) json.get("tools"));
    Tokenizer tokenizer = tokenizer(file.get("model").asString());
    ChatText chat = chat(file.get("chat_template").asString(), special(file));

    List<TaughtText> texts = new Teaching(chat, LossOn.ASSISTANT).of(dialogue);

    List<TaughtTokens> taught = TaughtTokens.of(texts, tokenizer, 4096);
    String rendered = conversation.get("rendered").asString();
    if (texts.size() == 1 && texts.getFirst().text().equals(rendered)) {
      assertThat(taught.getFirst().text().ids())
          .containsExactly(ints(conversation.get("input_ids")));
      assertThat(mask(taught.getFirst()))
          .containsExactly(ints(conversation.get("assistant_masks")));
    } else {
      // These templates write a turn otherwise when others follow.
      assertThat(name).matches("qwen3-thinking .*|mistral-tools tool-calls-two");
      assertThat(rendered).doesNotStartWith(texts.getFirst().text());
    }
    assertThat(taught).allMatch(TaughtTokens::isEnded);
  }

  @Test
  void aTemplateWithoutMarksTeachesWhatComesBehindItsPrompt() {
    TaughtTokens taught = only(BARE, LossOn.ASSISTANT, user("Hi"), assistant("Yes"), user("So?"));

    assertThat(learned(taught)).isEqualTo("Yes<|im_end|>");
    assertThat(taught.isEnded()).isTrue();
  }

  @Test
  void theEndOfATurnIsLearnedWhereTheMarkStopsBeforeIt() {
    String short_ =
        BARE.replace(
            "{{ m.content }}",
            "{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}"
                + "{% else %}{{ m.content }}{% endif %}");

    TaughtTokens taught = only(short_, LossOn.ASSISTANT, user("Hi"), assistant("Yes"));

    assertThat(learned(taught)).isEqualTo("Yes<|im_end|>");
  }

  @Test
  void aTurnThatNeverEndsIsTold() {
    String endless = BARE.replace("<|im_end|>", "");

    assertThat(only(endless, LossOn.ASSISTANT, user("Hi"), assistant("Yes")).isEnded()).isFalse();
    assertThat(only(BARE, LossOn.ASSISTANT, user("Hi"), assistant("Yes")).isEnded()).isTrue();
  }

  @Test
  void whatIsLearnedCanBeChosen() {
    Turn light = new Turn(assistant("No").message(), false);
    Turn[] turns = {user("Hi"), assistant("Yes"), user("So?"), light, user("Go"), assistant("Ok")};

    assertThat(learned(only(BARE, LossOn.ASSISTANT, turns))).isEqualTo("Yes<|im_end|>Ok<|im_end|>");
    assertThat(learned(only(BARE, LossOn.LAST_ASSISTANT, turns))).isEqualTo("Ok<|im_end|>");
    String all = learned(only(BARE, LossOn.ALL, turns));
    assertThat(all)
        .contains("user\nHi<|im_end|>", "user\nGo", "assistant\nYes")
        .doesNotContain("No");
    Dialogue asked = new Dialogue(List.of(turns), 4, Optional.empty());
    assertThat(asked.learned(LossOn.COMPLETION)).containsExactly(5);
    assertThatThrownBy(() -> only(BARE, LossOn.LAST_ASSISTANT, user("Hi"), light))
        .hasMessageContaining("weight 0");
    assertThatThrownBy(() -> only(BARE, LossOn.ASSISTANT, user("Hi")))
        .hasMessageContaining("the assistant says nothing");
  }

  @Test
  void aTemplateThatChangesEarlierTurnsTeachesEachAsItIsRead() {
    String forgetful =
        BARE.replace(
            "{{ m.content }}",
            "{% if m.role == 'assistant' and not loop.last %}{{ m.content.split('|')[-1] }}"
                + "{% else %}{{ m.content }}{% endif %}");
    List<TaughtTokens> taught =
        taught(
            forgetful,
            LossOn.ASSISTANT,
            user("Hi"),
            assistant("hm|Yes"),
            user("So?"),
            assistant("Ok"));

    assertThat(taught)
        .extracting(TeachingTest::learned)
        .containsExactly("hm|Yes<|im_end|>", "Ok<|im_end|>");
    assertThat(decoded(taught.getLast())).contains("assistant\nYes<|im_end|>").doesNotContain("hm");
  }

  @Test
  void aTurnWhosePlaceIsNotSureIsRefused() {
    String thinking =
        BARE.replace(
            "<|im_start|>assistant\n{% endif %}", "<|im_start|>assistant\n<think>\n{% endif %}");
    String careless =
        BARE.replace(
            "{{ m.content }}",
            "{% if m.role == 'assistant' and loop.first %}{% generation %}{{ m.content }}"
                + "{% endgeneration %}{% else %}{{ m.content }}{% endif %}");

    assertThatThrownBy(() -> only(thinking, LossOn.ASSISTANT, user("Hi"), assistant("Yes")))
        .hasMessageContaining("asks for message 2 otherwise than it then writes it");
    assertThat(
            learned(
                only(careless, LossOn.ASSISTANT, assistant("Hi"), user("Yes"), assistant("Ok"))))
        .isEqualTo("Hi<|im_end|>");
    assertThatThrownBy(() -> only(careless, LossOn.ASSISTANT, user("Yes"), assistant("Ok")))
        .hasMessageContaining("marks nothing of what the assistant says");
    assertThatThrownBy(() ->
            only(
                "{{ raise_exception('no system here') }}",
                LossOn.ASSISTANT,
                user("Hi"),
                assistant("Yes")))
        .hasMessageContaining("no system here");
  }

  @Test
  void whatIsCutAwayIsNotLearned() {
    List<TaughtText> texts =
        new Teaching(chat(BARE, Map.of()), LossOn.ASSISTANT)
            .of(new Dialogue(List.of(user("Hi"), assistant("Yes")), 0, Optional.empty()));

    TaughtTokens cut = TaughtTokens.of(texts, tokenizer("qwen3-a"), 5).getFirst();

    assertThat(cut.text().isCut()).isTrue();
    assertThat(cut.text().length()).isEqualTo(5);
    assertThat(cut.target(-100)).containsOnly(-100);
    assertThat(cut.isEnded()).isTrue();
  }

  private static Turn user(String content) {
    return new Turn(ChatMessage.of(Role.USER, content), true);
  }

  private static Turn assistant(String content) {
    return new Turn(ChatMessage.of(Role.ASSISTANT, content), true);
  }

  private static TaughtTokens only(String template, LossOn lossOn, Turn... turns) {
    List<TaughtTokens> taught = taught(template, lossOn, turns);
    assertThat(taught).hasSize(1);
    return taught.getFirst();
  }

  private static List<TaughtTokens> taught(String template, LossOn lossOn, Turn... turns) {
    return TaughtTokens.of(
        new Teaching(chat(template, Map.of()), lossOn)
            .of(new Dialogue(List.of(turns), 0, Optional.empty())),
        tokenizer("qwen3-a"),
        4096);
  }

  private static String learned(TaughtTokens taught) {
    int[] ids =
        IntStream.range(0, taught.text().length())
            .filter(i -> taught.isLearned()[i])
            .map(i -> taught.text().ids()[i])
            .toArray();
    return tokenizer("qwen3-a").decode(ids, false);
  }

  private static String decoded(TaughtTokens taught) {
    return tokenizer("qwen3-a").decode(taught.text().ids(), false);
  }

  private static int[] mask(TaughtTokens taught) {
    return IntStream.range(0, taught.isLearned().length)
        .map(i -> taught.isLearned()[i] ? 1 : 0)
        .toArray();
  }

  private static Dialogue dialogue(Object messages, List<?> tools) {
    Faults faults = new Faults();
    List<Turn> turns = new ArrayList<>();
    new MessageReader(Set.of(), faults)
        .read(messages, "/messages")
        .forEach(message -> turns.add(new Turn(message, true)));
    assertThat(faults.all()).isEmpty();
    return new Dialogue(turns, 0, Optional.ofNullable(tools));
  }

  private static ChatText chat(String template, Map<String, String> special) {
    TemplateInForce inForce =
        TemplateInForce.of(
            Optional.of(template), new ChatTemplates(Map.of(), special), ChatTemplates.Use.PLAIN);
    return new ChatText(inForce, inForce);
  }

  private static Map<String, String> special(JsonNode file) {
    Map<String, String> special = new HashMap<>();
    for (String token : List.of("bos_token", "eos_token")) {
      if (!file.get(token).isNull()) {
        special.put(token, file.get(token).asString());
      }
    }
    return special;
  }

  private static Tokenizer tokenizer(String model) {
    return TOKENIZERS.computeIfAbsent(
        model,
        name -> {
          String family = name.substring(0, name.indexOf('-'));
          return Tokenizer.open(
              ParityModels.directory(family.equals("gemma3") ? "gemma3_text" : family, name)
                  .resolve("tokenizer.json"));
        });
  }

  private static int[] ints(JsonNode list) {
    return list.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
