package graft.api.config;

import graft.api.web.Created;
import graft.api.web.Cursors;
import graft.api.web.Deleted;
import graft.api.web.JsonBody;
import graft.api.web.ListView;
import graft.api.web.PageQuery;
import graft.api.web.Paged;
import graft.api.web.PathId;
import graft.api.web.Reading;
import graft.catalog.Page;
import graft.catalog.config.SavedConfig;
import graft.catalog.config.SavedConfigs;
import graft.dispatch.Resolver;
import graft.recipe.Resolution;
import graft.spec.ConfigId;
import graft.spec.ErrorCode;
import graft.spec.Owner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Adapter configurations that are saved under a name. */
@RestController
@Tag(name = "Adapter configurations")
@RequestMapping("/v1/adapter_configs")
class AdapterConfigsController {
  private final SavedConfigs configs;
  private final AdapterNames names;
  private final Resolver resolver;

  AdapterConfigsController(SavedConfigs configs, AdapterNames names, Resolver resolver) {
    this.configs = configs;
    this.names = names;
    this.resolver = resolver;
  }

  @PostMapping
  @Operation(operationId = "saveAdapterConfig", summary = "Save a configuration under a name")
  ResponseEntity<AdapterConfigView> save(
      Owner owner, @JsonBody(SaveConfig.class) Map<String, Object> body) {
    SaveConfig request = Reading.of(SaveConfig.class, names.lookUp(owner, body));
    SavedConfig saved = configs.save(owner, request.name(), request.adapter());
    return Created.at(AdapterConfigView.of(saved), "v1", "adapter_configs", saved.id().value());
  }

  @GetMapping
  @Operation(operationId = "listAdapterConfigs", summary = "List the saved configurations")
  ListView<AdapterConfigView> list(Owner owner, @Paged PageQuery page) {
    Page<SavedConfig> found = configs.list(owner, Cursors.of(page, AdapterConfigsController::id));
    return ListView.of(
        found.map(AdapterConfigView::of).items(), found.hasMore(), AdapterConfigView::id);
  }

  @GetMapping("/{id}")
  @Operation(operationId = "getAdapterConfig", summary = "Get a saved configuration")
  AdapterConfigView get(Owner owner, @PathVariable String id) {
    return AdapterConfigView.of(configs.get(owner, id(id)));
  }

  @DeleteMapping("/{id}")
  @Operation(operationId = "deleteAdapterConfig", summary = "Delete a saved configuration")
  Deleted delete(Owner owner, @PathVariable String id) {
    configs.delete(owner, id(id));
    return new Deleted(id, "adapter_config");
  }

  @PostMapping("/resolve")
  @Operation(
      operationId = "resolveAdapterConfig",
      summary = "Say what a configuration means for a base model, training nothing")
  ResolutionView resolve(Owner owner, @JsonBody(ResolveAdapter.class) Map<String, Object> body) {
    ResolveAdapter request = Reading.of(ResolveAdapter.class, names.lookUp(owner, body));
    Resolution resolution =
        resolver.fit(request.model(), request.adapter().of(request.task()), request.task());
    return ResolutionView.of(request.model(), resolution);
  }

  private static ConfigId id(String text) {
    return PathId.of(text, ConfigId::new, ErrorCode.CONFIG_NOT_FOUND);
  }
}
