package graft.api.language;

import graft.api.language.view.ChatCompletionView;
import graft.api.language.view.CompletionView;
import graft.api.language.field.AnyObject;
import graft.api.language.field.ObjectList;
import graft.api.language.field.ToolChoice;
import graft.api.language.Exchange.Head;
import graft.api.openapi.Answers;
import graft.api.web.JsonBody;
import graft.chat.ChatPrompt;
import graft.chat.Ending;
import graft.chat.PromptInput;
import graft.inference.Client;
import graft.inference.TextGeneration;
import graft.recipe.generate.GenerateSpec;
import graft.spec.IdSource;
import graft.spec.Owner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Chat and completions as OpenAI's clients speak them. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Language models")
class CompletionsController {
  private final TextGeneration texts;
  private final IdSource ids;
  private final Clock clock;
  private final LongSupplier seeds;

  CompletionsController(TextGeneration texts, IdSource ids, Clock clock) {
    this.texts = texts;
    this.ids = ids;
    this.clock = clock;
    SecureRandom random = new SecureRandom();
    this.seeds = () -> random.nextInt(Integer.MAX_VALUE);
  }

  @PostMapping("/chat/completions")
  @Operation(
      operationId = "createChatCompletion",
      summary = "Say what an assistant says next, whole or as text/event-stream")
  @Answers(value = ChatCompletionView.class, alsoAs = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Nullable ChatCompletionView chat(
      Owner owner,
      @JsonBody(ChatCompletionRequest.class) Map<String, Object> body,
      @Parameter(hidden = true) Client client,
      HttpServletResponse response)
      throws IOException {
    ChatCompletionRequest request = WireReader.read(ChatCompletionRequest.class, body);
    TextGeneration.Named named = texts.find(owner, request.model());
    GenerateSpec spec =
        new GenerateSpec(
            named.who(), List.of(prompt(request)), WishesOf.chat(request, seeds.getAsLong()));
    Head head = head("chatcmpl-", request.model(), "messages", client);
    boolean streams = request.sampling().streams();
    ChatAnswer answer = new ChatAnswer(Exchange.begin(texts, named, spec, head, streams), request);
    if (streams) {
      new Telling(answer.exchange(), answer).to(response);
      return null;
    }
    return answer.whole();
  }

  private static PromptInput prompt(ChatCompletionRequest request) {
    boolean continues = request.continueFinalMessage().orElse(false);
    Ending ending =
        continues
            ? Ending.CONTINUE_FINAL_MESSAGE
            : request.addGenerationPrompt().orElse(true)
                ? Ending.GENERATION_PROMPT
                : Ending.MESSAGE;
    boolean tellsTools = request.toolChoice().orElse(ToolChoice.AUTO) == ToolChoice.AUTO;
    return new PromptInput.Chat(
        new ChatPrompt(
            request.messages().all(),
            tellsTools ? request.tools().map(ObjectList::all) : Optional.empty(),
            Optional.empty(),
            ending,
            request.chatTemplateKwargs().orElse(AnyObject.EMPTY).members()),
        request.chatTemplate(),
        false);
  }

  @PostMapping("/completions")
  @Operation(
      operationId = "createCompletion",
      summary = "Go on from prompts, whole or as text/event-stream")
  @Answers(value = CompletionView.class, alsoAs = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Nullable CompletionView complete(
      Owner owner,
      @JsonBody(CompletionRequest.class) Map<String, Object> body,
      @Parameter(hidden = true) Client client,
      HttpServletResponse response)
      throws IOException {
    CompletionRequest request = WireReader.read(CompletionRequest.class, body);
    TextGeneration.Named named = texts.find(owner, request.model());
    GenerateSpec spec =
        new GenerateSpec(
            named.who(), request.prompt().all(), WishesOf.completion(request, seeds.getAsLong()));
    Head head = head("cmpl-", request.model(), "prompt", client);
    boolean streams = request.sampling().streams();
    CompletionAnswer answer =
        new CompletionAnswer(
            Exchange.begin(texts, named, spec, head, streams), request, echoed(named, request));
    if (streams) {
      new Telling(answer.exchange(), answer).to(response);
      return null;
    }
    return answer.whole();
  }

  private List<String> echoed(TextGeneration.Named named, CompletionRequest request) {
    return request.echoes()
        ? request.prompt().all().stream().map(prompt -> text(named, prompt)).toList()
        : List.of();
  }

  private String text(TextGeneration.Named named, PromptInput prompt) {
    return prompt instanceof PromptInput.Text(String text, boolean _)
        ? text
        : texts.read(named, prompt).text();
  }

  private Head head(String prefix, String model, String input, Client client) {
    return new Head(prefix + ids.next(), clock.instant().getEpochSecond(), model, input, client);
  }
}
