package graft.api.openapi;

import graft.api.problem.ProblemView;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answers of an operation that fails, all with the one error body; each stands once. */
final class Problems {
  private static final String NAME = "Problem";
  private static final String MALFORMED = "Malformed";
  private static final String NOT_FOUND = "NotFound";
  private static final String IMPOSSIBLE = "Impossible";
  private static final String FAILURE = "Failure";

  private Problems() {}

  private static Map<String, ApiResponse> responses() {
    Map<String, ApiResponse> responses = new LinkedHashMap<>();
    responses.put(
        MALFORMED, response("The request is malformed, or the object's state does not allow it"));
    responses.put(NOT_FOUND, response("There is no such object"));
    responses.put(IMPOSSIBLE, response("The request is well-formed, but cannot be done"));
    responses.put(FAILURE, response("Any other failure"));
    return responses;
  }

  /** The answers and the schema of their body. */
  static void define(Components components) {
    components.addSchemas(NAME, Models.of(ViewSchema.of(ProblemView.class)));
    responses().forEach(components::addResponses);
  }

  static void add(Operation operation) {
    add(operation, "default", FAILURE);
  }

  static void addNotFound(Operation operation) {
    add(operation, "404", NOT_FOUND);
  }

  /** For an operation without a body whose query or state may not allow it. */
  static void addRefusedQuery(Operation operation) {
    add(operation, "400", MALFORMED);
  }

  static void addRefusals(Operation operation) {
    add(operation, "400", MALFORMED);
    add(operation, "422", IMPOSSIBLE);
  }

  private static ApiResponse response(String description) {
    MediaType problem = new MediaType().schema(Models.reference(NAME));
    Content content = new Content().addMediaType("application/problem+json", problem);
    return new ApiResponse().description(description).content(content);
  }

  private static void add(Operation operation, String status, String name) {
    operation
        .getResponses()
        .addApiResponse(status, new ApiResponse().$ref("#/components/responses/" + name));
  }
}
