package graft.api.doc;

import graft.api.problem.ProblemView;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;

/** The answers of an operation that fails, all with the one error body. */
final class Problems {
  private static final String NAME = "Problem";

  private Problems() {}

  static void add(Operation operation, Components components) {
    components.addSchemas(NAME, Models.of(ViewSchema.of(ProblemView.class)));
    add(operation, "default", "Any other failure");
  }

  static void addNotFound(Operation operation) {
    add(operation, "404", "There is no such object");
  }

  static void addRefusals(Operation operation) {
    add(operation, "400", "The body is malformed, or the object's state does not allow this");
    add(operation, "422", "The body is well-formed, but cannot be done");
  }

  private static void add(Operation operation, String status, String description) {
    MediaType problem = new MediaType().schema(Models.reference(NAME));
    Content content = new Content().addMediaType("application/problem+json", problem);
    operation
        .getResponses()
        .addApiResponse(status, new ApiResponse().description(description).content(content));
  }
}
