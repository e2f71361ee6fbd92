package graft.api;

import graft.api.wire.Created;
import graft.api.wire.Deleted;
import graft.api.wire.JsonBody;
import graft.api.wire.ListView;
import graft.api.wire.PageQuery;
import graft.api.wire.Paged;
import graft.api.wire.PathId;
import graft.api.wire.Reading;
import graft.catalog.Page;
import graft.catalog.SavedConfig;
import graft.catalog.SavedConfigs;
import graft.spec.ConfigId;
import graft.spec.ErrorCode;
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
@Tag(name = "Adapter configurations", description = "Configurations saved under a name")
@RequestMapping("/v1/adapter_configs")
class AdapterConfigsController {
  private final SavedConfigs configs;
  private final AdapterNames names;

  AdapterConfigsController(SavedConfigs configs, AdapterNames names) {
    this.configs = configs;
    this.names = names;
  }

  @Operation(operationId = "saveAdapterConfig", summary = "Save a configuration under a name")
  @PostMapping
  ResponseEntity<AdapterConfigView> save(@JsonBody(SaveConfig.class) Map<String, Object> body) {
    SaveConfig request = Reading.of(SaveConfig.class, names.lookUp(body));
    SavedConfig saved = configs.save(request.name(), request.adapter());
    return Created.at(AdapterConfigView.of(saved), "v1", "adapter_configs", saved.id().value());
  }

  @Operation(operationId = "listAdapterConfigs", summary = "List the saved configurations")
  @GetMapping
  ListView<AdapterConfigView> list(@Paged PageQuery page) {
    Page<SavedConfig> found = configs.list(Cursors.of(page, AdapterConfigsController::id));
    return ListView.of(
        found.map(AdapterConfigView::of).items(), found.hasMore(), AdapterConfigView::id);
  }

  @Operation(operationId = "getAdapterConfig", summary = "Get a saved configuration")
  @GetMapping("/{id}")
  AdapterConfigView get(@PathVariable String id) {
    return AdapterConfigView.of(configs.get(id(id)));
  }

  @Operation(operationId = "deleteAdapterConfig", summary = "Delete a saved configuration")
  @DeleteMapping("/{id}")
  Deleted delete(@PathVariable String id) {
    configs.delete(id(id));
    return new Deleted(id, "adapter_config");
  }

  private static ConfigId id(String text) {
    return PathId.of(text, ConfigId::new, ErrorCode.CONFIG_NOT_FOUND);
  }
}
