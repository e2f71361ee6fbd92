package graft.api.language;

import graft.api.language.field.AnyObject;
import graft.api.language.field.Messages;
import graft.api.language.field.ObjectList;
import graft.api.language.field.ResponseFormat;
import graft.api.language.field.ToolChoice;
import graft.spec.Attribute;
import graft.spec.Check;
import java.util.Map;
import java.util.Optional;

/** A request for what an assistant says next. */
record ChatCompletionRequest(
    @Attribute(
            value = "A base model's name, the ft: name of an adapter, or its id",
            required = true)
        String model,
    @Attribute(value = "The conversation so far", required = true) Messages messages,
    @Attribute("What the assistant may call, for the chat template") Optional<ObjectList> tools,
    @Attribute("auto: the template is given the tools; none: it is not")
        Optional<ToolChoice> toolChoice,
    @Attribute(
            value =
                "The most tokens of an answer; null: as many as there is room for, at most 4096",
            min = 1)
        Optional<Integer> maxCompletionTokens,
    @Attribute(value = "The older name of max_completion_tokens", min = 1)
        Optional<Integer> maxTokens,
    @Attribute("Whether log-probabilities of the answer's tokens are told")
        Optional<Boolean> logprobs,
    @Attribute(value = "Likeliest tokens told of at each place; with logprobs", min = 0, max = 20)
        Optional<Integer> topLogprobs,
    @Attribute("Text alone") Optional<ResponseFormat> responseFormat,
    @Attribute(
            "A Jinja text, or chatml, llama3, mistral, gemma, phi3 or zephyr; null: the adapter's, else the model's")
        Optional<String> chatTemplate,
    @Attribute("Further variables of the chat template") Optional<AnyObject> chatTemplateKwargs,
    @Attribute(
            "Whether the text ends with what begins an answer; null: true, or false where the last message is continued")
        Optional<Boolean> addGenerationPrompt,
    @Attribute("Whether the last message is continued") Optional<Boolean> continueFinalMessage,
    @Attribute(inline = true) SamplingFields sampling) {
  /** What others serve, and what to do about it here. */
  public static final Map<String, String> ELSEWHERE =
      Map.of(
          "functions", "give them as tools",
          "function_call", "give tools and tool_choice",
          "audio", "only text is served",
          "modalities", "only text is served",
          "guided_json", "no answer is held to a schema here",
          "guided_regex", "no answer is held to a pattern here",
          "use_beam_search", "POST /v1/adapters/{id}/predict serves beams");

  ChatCompletionRequest {
    Check check = new Check();
    check.that(maxCompletionTokens.orElse(1) >= 1, "max_completion_tokens", "must be at least 1");
    check.that(maxTokens.orElse(1) >= 1, "max_tokens", "must be at least 1");
    check.that(
        maxCompletionTokens.isEmpty()
            || maxTokens.isEmpty()
            || maxCompletionTokens.equals(maxTokens),
        "max_tokens",
        "says otherwise than max_completion_tokens, whose older name it is");
    check.that(
        topLogprobs.orElse(0) >= 0 && topLogprobs.orElse(0) <= 20,
        "top_logprobs",
        "must be from 0 to 20");
    check.that(
        topLogprobs.isEmpty() || logprobs.orElse(false),
        "top_logprobs",
        "goes with logprobs: true alone");
    check.that(
        !(addGenerationPrompt.orElse(false) && continueFinalMessage.orElse(false)),
        "continue_final_message",
        "continues the last message, and add_generation_prompt begins another");
    check.done();
  }

  /** New tokens, if that was said. */
  Optional<Integer> most() {
    return maxCompletionTokens.or(() -> maxTokens);
  }
}
