package graft.data.chat;

import static org.assertj.core.api.Assertions.assertThat;

import graft.chat.ChatPrompt;
import graft.chat.Ending;
import graft.chat.MessageReader;
import graft.chat.TemplateInForce;
import graft.data.Tokenizer;
import graft.format.tokenizer.ChatTemplates;
import graft.parity.ParityModels;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.template.TemplateCases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Token ids and masks of conversations, against what {@code apply_chat_template} gives. */
class EncodedChatTest {
  private static final Map<String, Tokenizer> TOKENIZERS = new HashMap<>();

  /** Templates that the service has built in are tried as well where they are of one style. */
  private static final List<String> BUILT_IN =
      List.of("chatml", "llama3", "mistral", "gemma", "phi3", "zephyr");

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

  @AfterAll
  static void close() {
    TOKENIZERS.values().forEach(Tokenizer::close);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conversations")
  void tokensAndMasksAreTheReferences(String name, JsonNode file, JsonNode conversation) {
    String source = file.get("chat_template").asString();
    if (conversation.has("error")) {
      assertThat(refusal(source, file, conversation))
          .endsWith(conversation.get("error").get("message").asString());
      return;
    }
    EncodedChat encoded = encoded(source, file, conversation);

    assertThat(encoded.text()).isEqualTo(conversation.get("rendered").asString());
    assertThat(encoded.tokens().ids()).containsExactly(ints(conversation.get("input_ids")));
    if (file.get("has_assistant_mask").asBoolean()) {
      boolean[] mask = encoded.assistant().orElseThrow();
      assertThat(IntStream.range(0, mask.length).map(i -> mask[i] ? 1 : 0).toArray())
          .containsExactly(ints(conversation.get("assistant_masks")));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conversations")
  void builtInTemplatesSayTheSameInTheirStyle(String name, JsonNode file, JsonNode conversation) {
    String style = file.get("id").asString();
    // A list of texts is joined by line breaks here; the reference's Gemma glues them together.
    if (!BUILT_IN.contains(style) || name.contains("parts")) {
      return;
    }
    if (conversation.has("error")) {
      assertThat(refusal(style, file, conversation))
          .endsWith(conversation.get("error").get("message").asString());
      return;
    }
    EncodedChat encoded = encoded(style, file, conversation);
    assertThat(encoded.text()).isEqualTo(conversation.get("rendered").asString());
    assertThat(encoded.assistant()).isPresent();
    if (file.get("has_assistant_mask").asBoolean()) {
      boolean[] mask = encoded.assistant().orElseThrow();
      assertThat(IntStream.range(0, mask.length).map(i -> mask[i] ? 1 : 0).toArray())
          .containsExactly(ints(conversation.get("assistant_masks")));
    }
  }

  private static String refusal(String template, JsonNode file, JsonNode conversation) {
    try {
      throw new AssertionError(encoded(template, file, conversation).text());
    } catch (GraftException refused) {
      return refused.getMessage();
    }
  }

  private static EncodedChat encoded(String template, JsonNode file, JsonNode conversation) {
    ChatPrompt prompt = prompt(conversation);
    Map<String, String> special = new HashMap<>();
    for (String token : List.of("bos_token", "eos_token")) {
      if (!file.get(token).isNull()) {
        special.put(token, file.get(token).asString());
      }
    }
    TemplateInForce inForce =
        TemplateInForce.of(
            Optional.of(template),
            new ChatTemplates(Map.of(), special),
            TemplateInForce.use(prompt));
    return EncodedChat.of(
        inForce.render(prompt, TemplateCases.CLOCK),
        tokenizer(file.get("model").asString()),
        false);
  }

  private static ChatPrompt prompt(JsonNode conversation) {
    Map<String, Object> json = TemplateCases.plain(conversation);
    Faults faults = new Faults();
    var messages = new MessageReader(Set.of(), faults).read(json.get("messages"), "/messages");
    assertThat(faults.all()).isEmpty();
    return new ChatPrompt(
        messages,
        Optional.ofNullable((List<?>) json.get("tools")),
        Optional.empty(),
        conversation.get("add_generation_prompt").asBoolean()
            ? Ending.GENERATION_PROMPT
            : Ending.MESSAGE,
        TemplateCases.plain(conversation.get("arguments")));
  }

  private static Tokenizer tokenizer(String model) {
    return TOKENIZERS.computeIfAbsent(
        model,
        name ->
            Tokenizer.open(
                ParityModels.directory(architecture(name), name).resolve("tokenizer.json")));
  }

  private static String architecture(String model) {
    String family = model.substring(0, model.indexOf('-'));
    return family.equals("gemma3") ? "gemma3_text" : family;
  }

  private static int[] ints(JsonNode list) {
    return list.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
