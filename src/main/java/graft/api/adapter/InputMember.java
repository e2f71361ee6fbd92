package graft.api.adapter;

import graft.chat.ChatMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a row to predict may have: the name of each member, its type and what it is. */
enum InputMember {
  TEXT(Type.TEXT, "A text"),
  TEXT_PAIR(Type.TEXT, "The second text of a pair"),
  CHOICES(Type.TEXTS, "To multiple_choice, with text: one for each label, in their order"),
  QUESTION(Type.TEXT, "To question_answering, with context"),
  CONTEXT(Type.TEXT, "What the answer stands in"),
  PROMPT(Type.TEXT, "To a language model: the text that it goes on from"),
  MESSAGES(
      Type.MESSAGES,
      "To a language model: a conversation, each message with role and content, as chat templates"
          + " are given it"),
  TOOLS(Type.OBJECTS, "What the assistant may call, for the chat template"),
  CHAT_TEMPLATE_KWARGS(Type.OBJECT, "Further variables of the chat template"),
  SOURCE(Type.TEXT, "To seq2seq_lm: what is answered, or with target read"),
  TARGET(Type.TEXT, "The text whose likelihood is asked"),
  IMAGE(Type.TEXT, "To image_classification: a PNG or JPEG file in base64"),
  INPUT_IDS(
      Type.IDS,
      "Ready token ids, taken as they are, in place of a text; to multiple_choice a list of them"
          + " for each label"),
  ATTENTION_MASK(
      Type.IDS,
      "1 for a token that the model looks at, else 0; shaped as input_ids; ones if" + " absent"),
  TOKEN_TYPE_IDS(Type.IDS, "Segments; shaped as input_ids; zeros if absent"),
  DECODER_INPUT_IDS(
      Type.IDS,
      "What a decoder behind an encoder reads, of any length; to seq2seq_lm the ids whose"
          + " likelihood is asked. In every row or in none"),
  PIXEL_VALUES(
      Type.PIXELS,
      "To image_classification, in place of an image: channels of rows of numbers, as the model"
          + " takes them");

  private final Type type;
  private final String description;

  InputMember(Type type, String description) {
    this.type = type;
    this.description = description;
  }

  String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a value may stand here. Pixels are looked at by who knows the model's shape. */
  boolean isFitting(Object value) {
    return switch (type) {
      case TEXT -> value instanceof String;
      case TEXTS ->
          value instanceof List<?> some && some.stream().allMatch(String.class::isInstance);
      case IDS -> value instanceof List<?> list && (isOfIds(list) || isOfSequences(list));
      case PIXELS -> value instanceof List<?>;
      case OBJECTS, MESSAGES ->
          value instanceof List<?> some && some.stream().allMatch(Map.class::isInstance);
      case OBJECT -> value instanceof Map<?, ?>;
    };
  }

  private static boolean isOfIds(List<?> list) {
    return list.stream().allMatch(id -> id instanceof Integer || id instanceof Long);
  }

  private static boolean isOfSequences(List<?> list) {
    return list.stream().allMatch(ids -> ids instanceof List<?> some && isOfIds(some));
  }

  /** What must stand here, for people. */
  String expected() {
    return attribute() + " must be " + type.words;
  }

  /** The JSON Schema of the value; null is as good as nothing. */
  Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>(type.schema);
    schema.put("type", List.of(String.valueOf(type.schema.get("type")), "null"));
    schema.put("description", description);
    return schema;
  }

  /** What a member may hold. */
  private enum Type {
    TEXT("a string", Map.of("type", "string")),
    TEXTS("a list of strings", listOf(TEXT.schema)),
    MESSAGES("a list of messages", listOf(ChatMessage.SCHEMA)),
    OBJECTS("a list of objects", listOf(Map.of("type", "object"))),
    OBJECT("an object", Map.of("type", "object")),
    IDS("a list of whole numbers", listOf(Map.of("type", "integer", "format", "int64"))),
    PIXELS(
        "a list of channels, lists of rows of numbers",
        listOf(listOf(listOf(Map.of("type", "number")))));

    private final String words;
    private final Map<String, Object> schema;

    Type(String words, Map<String, Object> schema) {
      this.words = words;
      this.schema = schema;
    }

    private static Map<String, Object> listOf(Map<String, Object> items) {
      return Map.of("type", "array", "items", items);
    }
  }
}
