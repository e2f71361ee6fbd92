package graft.api.config;

import graft.api.web.ListView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What can be trained. */
@RestController
@Tag(name = "Adapter methods")
class AdapterMethodsController {
  private final ListView<AdapterMethod> methods =
      ListView.whole(AdapterMethods.all(), AdapterMethod::id);

  @GetMapping("/v1/adapter_methods")
  @Operation(operationId = "listAdapterMethods", summary = "List the adapter methods")
  ListView<AdapterMethod> list() {
    return methods;
  }
}
