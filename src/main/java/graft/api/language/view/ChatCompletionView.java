package graft.api.language.view;

import graft.spec.Attribute;
import java.util.List;
import java.util.Optional;

/** What the assistant said, as OpenAI's clients read it. */
public record ChatCompletionView(
    String id,
    @Attribute(always = "chat.completion") String object,
    long created,
    String model,
    List<Choice> choices,
    Usage usage,
    String systemFingerprint) {
  public static final String OBJECT = "chat.completion";

  /** One answer. */
  public record Choice(
      int index, Message message, Optional<ChatLogprobs> logprobs, String finishReason) {}

  /** What the model writes as a tool call stays in its content. */
  public record Message(String role, String content, Optional<String> refusal) {
    public static Message of(String content) {
      return new Message("assistant", content, Optional.empty());
    }
  }
}
