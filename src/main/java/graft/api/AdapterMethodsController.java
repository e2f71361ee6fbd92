package graft.api;

import graft.api.wire.ListView;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What can be trained. */
@RestController
class AdapterMethodsController {
  private final ListView<AdapterMethod> methods =
      ListView.whole(AdapterMethods.all(), AdapterMethod::id);

  @GetMapping("/v1/adapter_methods")
  ListView<AdapterMethod> list() {
    return methods;
  }
}
