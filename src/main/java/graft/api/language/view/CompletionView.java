package graft.api.language.view;

import graft.spec.Attribute;
import java.util.List;
import java.util.Optional;

/** Texts that go on from prompts, or a part of a stream of them, as OpenAI's clients read them. */
public record CompletionView(
    String id,
    @Attribute(always = "text_completion") String object,
    long created,
    String model,
    List<Choice> choices,
    @Attribute("Of a stream's last part alone, if it was asked for") Optional<Usage> usage,
    String systemFingerprint) {
  public static final String OBJECT = "text_completion";

  /** One text, or a part of it. */
  public record Choice(
      int index,
      String text,
      Optional<CompletionLogprobs> logprobs,
      Optional<String> finishReason) {}
}
