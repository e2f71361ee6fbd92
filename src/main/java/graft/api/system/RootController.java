package graft.api.system;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Leads whoever comes to the front to what there is: people to the pages, programs to a list. */
@RestController
class RootController {
  private static final String PAGES = "/swagger-ui.html";

  @GetMapping("/")
  ResponseEntity<Map<String, String>> root(
      @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept) {
    if (accept.contains(MediaType.TEXT_HTML_VALUE)) {
      return ResponseEntity.status(HttpStatus.FOUND).header(HttpHeaders.LOCATION, PAGES).build();
    }
    Map<String, String> index = new LinkedHashMap<>();
    index.put("object", "service");
    index.put("name", "graft");
    index.put("base_url", "/v1");
    index.put("pages", PAGES);
    index.put("api_document", "/v3/api-docs");
    index.put("system", "/v1/system");
    index.put("models", "/v1/models");
    index.put("adapter_methods", "/v1/adapter_methods");
    index.put("liveness", "/actuator/health/liveness");
    index.put("readiness", "/actuator/health/readiness");
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(index);
  }
}
