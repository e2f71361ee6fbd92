package graft.api.language;

import graft.api.language.field.AnyObject;
import graft.api.language.field.Messages;
import graft.api.language.field.ObjectList;
import graft.chat.ChatPrompt;
import graft.chat.Ending;
import graft.chat.PromptInput;
import graft.spec.Attribute;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.Optional;

/** A text or a conversation that is to be read as a model reads it. */
record TokenizeRequest(
    @Attribute("A text; or messages") Optional<String> text,
    @Attribute("A conversation; or a text") Optional<Messages> messages,
    @Attribute("What the assistant may call, for the chat template") Optional<ObjectList> tools,
    @Attribute("For the chat template") Optional<ObjectList> documents,
    @Attribute("Whether the text ends with what begins an answer")
        Optional<Boolean> addGenerationPrompt,
    @Attribute("Further variables of the chat template") Optional<AnyObject> chatTemplateKwargs,
    @Attribute("A Jinja text, or chatml, llama3, mistral, gemma, phi3 or zephyr; null: the model's")
        Optional<String> chatTemplate,
    @Attribute(
            "Whether the tokens that the model expects around a text are added; null: to a text, not to messages, whose template writes them")
        Optional<Boolean> addSpecialTokens) {
  TokenizeRequest {
    if (text.isPresent() == messages.isPresent()) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              text.isPresent() ? "/messages" : "/text",
              text.isPresent() ? "given_twice" : "missing",
              "either text or messages must be given"));
    }
  }

  PromptInput prompt() {
    return text.<PromptInput>map(
            given -> new PromptInput.Text(given, addSpecialTokens.orElse(true)))
        .orElseGet(this::chat);
  }

  private PromptInput chat() {
    ChatPrompt prompt =
        new ChatPrompt(
            messages.orElseThrow().all(),
            tools.map(ObjectList::all),
            documents.map(ObjectList::all),
            addGenerationPrompt.orElse(false) ? Ending.GENERATION_PROMPT : Ending.MESSAGE,
            chatTemplateKwargs.orElse(AnyObject.EMPTY).members());
    return new PromptInput.Chat(prompt, chatTemplate, addSpecialTokens.orElse(false));
  }
}
