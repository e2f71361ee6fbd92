package graft.api.model;

import graft.api.wire.Deleted;
import graft.api.wire.ListView;
import graft.catalog.AdapterEntry;
import graft.catalog.Adapters;
import graft.catalog.BaseModels;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Base models, and adapters under the names of fine-tuned models. */
@RestController
@RequestMapping("/v1/models")
@Tag(name = "Models")
class ModelsController {
  private final BaseModels models;
  private final Adapters adapters;

  ModelsController(BaseModels models, Adapters adapters) {
    this.models = models;
    this.adapters = adapters;
  }

  @GetMapping
  @Operation(operationId = "listModels", summary = "List base models, then fine-tuned ones")
  ListView<ModelView> list() {
    Stream<ModelView> all =
        Stream.concat(
            models.list().stream().map(ModelView::of), adapters.all().stream().map(ModelView::of));
    return ListView.whole(all.toList(), ModelView::id);
  }

  @GetMapping("/{model}")
  @Operation(operationId = "getModel", summary = "Show a base model or a fine-tuned one")
  ModelView get(@PathVariable String model) {
    return adapters
        .named(model)
        .map(ModelView::of)
        .orElseGet(() -> ModelView.of(models.get(model)));
  }

  @DeleteMapping("/{model}")
  @Operation(operationId = "deleteModel", summary = "Delete a base model or an adapter")
  Deleted delete(@PathVariable String model) {
    Optional<AdapterEntry> adapter = adapters.named(model);
    if (adapter.isPresent()) {
      adapters.delete(adapter.get().id());
    } else {
      models.delete(model);
    }
    return new Deleted(model, "model");
  }
}
