package graft.api.language;

import graft.spec.Attribute;
import java.util.List;
import java.util.Optional;

/** What the assistant said, as OpenAI's clients read it. */
record ChatCompletionView(
    String id,
    @Attribute(always = "chat.completion") String object,
    long created,
    String model,
    List<Choice> choices,
    Usage usage,
    String systemFingerprint) {
  static final String OBJECT = "chat.completion";

  /** One answer. */
  record Choice(int index, Message message, Optional<ChatLogprobs> logprobs, String finishReason) {}

  /** What the model writes as a tool call stays in its content. */
  record Message(String role, String content, Optional<String> refusal) {
    static Message of(String content) {
      return new Message("assistant", content, Optional.empty());
    }
  }
}
