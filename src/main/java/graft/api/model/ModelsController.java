package graft.api.model;

import graft.api.openapi.BaseModelForm;
import graft.api.web.Created;
import graft.api.web.Deleted;
import graft.api.web.JsonBody;
import graft.api.web.ListView;
import graft.api.web.Reading;
import graft.api.web.UploadForm;
import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.catalog.model.BaseModelEntry;
import graft.catalog.model.BaseModels;
import graft.catalog.model.NewModels;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.Owner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Base models, and adapters under the names of fine-tuned models. */
@RestController
@RequestMapping("/v1/models")
@Tag(name = "Models")
class ModelsController {
  private final BaseModels models;
  private final NewModels newModels;
  private final Adapters adapters;

  ModelsController(BaseModels models, NewModels newModels, Adapters adapters) {
    this.models = models;
    this.newModels = newModels;
    this.adapters = adapters;
  }

  @PostMapping
  @Operation(
      operationId = "addModel",
      summary = "Add a base model: upload its files, or have it fetched from the hub",
      description =
          "A form uploads the files, and answers when they have been checked. JSON fetches them: the answer comes at"
              + " once, with status fetching; getModel tells when it is ready or what went wrong, and deleteModel"
              + " stops it.")
  @BaseModelForm
  @JsonBody(FetchModel.class)
  ResponseEntity<ModelView> add(HttpServletRequest request) throws IOException {
    BaseModelEntry model =
        UploadForm.isSent(request) ? upload(request) : fetch(Reading.of(FetchModel.class, request));
    return Created.at(ModelView.of(model), "v1", "models", model.name());
  }

  @GetMapping
  @Operation(operationId = "listModels", summary = "List base models, then fine-tuned ones")
  ListView<ModelView> list(Owner owner) {
    Stream<ModelView> all =
        Stream.concat(
            models.list().stream().map(ModelView::of),
            adapters.all(owner).stream().map(ModelView::of));
    return ListView.whole(all.toList(), ModelView::id);
  }

  @GetMapping("/{model}")
  @Operation(
      operationId = "getModel",
      summary = "Show a base model, or a fine-tuned one by its name or its adapter's id")
  ModelView get(Owner owner, @PathVariable String model) {
    return adapters
        .called(owner, model)
        .map(ModelView::of)
        .orElseGet(() -> ModelView.of(models.get(requireBase(model))));
  }

  @DeleteMapping("/{model}")
  @Operation(operationId = "deleteModel", summary = "Delete a base model or an adapter")
  Deleted delete(Owner owner, @PathVariable String model) {
    Optional<AdapterEntry> adapter = adapters.named(owner, model);
    if (adapter.isPresent()) {
      adapters.delete(owner, adapter.get().id());
    } else {
      models.delete(owner, requireBase(model));
    }
    return new Deleted(model, "model");
  }

  /** What is named like an adapter is none, or is none any more. */
  private String requireBase(String model) {
    if (model.startsWith(AdapterEntry.PREFIX) && models.find(model).isEmpty()) {
      throw new GraftException(
          ErrorCode.ADAPTER_NOT_FOUND,
          "there is no fine-tuned model "
              + model
              + "; GET /v1/models lists those that there are, and one that was deleted is gone");
    }
    return model;
  }

  private BaseModelEntry upload(HttpServletRequest request) {
    try (ModelForm form = new ModelForm(newModels)) {
      UploadForm.read(request, form);
      return form.keep();
    }
  }

  private BaseModelEntry fetch(FetchModel wanted) {
    return newModels.fetch(wanted.name(), wanted.source().hub());
  }
}
