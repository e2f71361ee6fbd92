package graft.api.language.view;

import graft.api.language.field.AnyObject;
import graft.spec.Attribute;
import java.util.List;
import java.util.Optional;

/** A part of a stream of what the assistant says. */
public record ChatChunkView(
    String id,
    @Attribute(always = "chat.completion.chunk") String object,
    long created,
    String model,
    List<Choice> choices,
    @Attribute("Of the last chunk, if it was asked for") Optional<Usage> usage,
    String systemFingerprint) {
  public static final String OBJECT = "chat.completion.chunk";

  /** A part of one answer. */
  public record Choice(
      int index,
      AnyObject delta,
      Optional<ChatLogprobs> logprobs,
      Optional<String> finishReason) {}
}
