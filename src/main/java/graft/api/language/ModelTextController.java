package graft.api.language;

import graft.api.web.JsonBody;
import graft.catalog.model.BaseModels;
import graft.inference.TextGeneration;
import graft.spec.Owner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How a model reads text. */
@RestController
@RequestMapping("/v1/models/{model}")
@Tag(name = "Language models")
class ModelTextController {
  private final TextGeneration texts;
  private final BaseModels models;

  ModelTextController(TextGeneration texts, BaseModels models) {
    this.texts = texts;
    this.models = models;
  }

  @PostMapping("/tokenize")
  @Operation(
      operationId = "tokenizeText",
      summary = "Read a text or a conversation as a model does",
      description =
          "Shows the text that the chat template makes, its tokens, and which of them the assistant says. The"
              + " model is a base model, or an adapter under its ft: name, whose chat template may be its own.")
  TokenizedView tokenize(
      Owner owner, @PathVariable String model, @JsonBody TokenizeRequest request) {
    TextGeneration.Named named = texts.find(owner, model);
    Optional<Integer> maxLength =
        models.usable(named.who().model().name()).facts().maxLength().stream().boxed().findFirst();
    return TokenizedView.of(texts.read(named, request.prompt()), maxLength);
  }
}
