package graft.api.openapi;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Map;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.method.HandlerMethod;

/** Answers that are a file's bytes. */
final class Downloads {
  private static final ResolvableType FILE =
      ResolvableType.forClassWithGenerics(ResponseEntity.class, Resource.class);

  private Downloads() {}

  static void describe(Operation operation, HandlerMethod handler) {
    if (FILE.isAssignableFrom(ResolvableType.forMethodReturnType(handler.getMethod()))) {
      MediaType bytes =
          new MediaType().schema(Models.of(Map.of("type", "string", "format", "binary")));
      Content content = new Content().addMediaType("application/octet-stream", bytes);
      operation
          .getResponses()
          .addApiResponse("200", new ApiResponse().description("The bytes").content(content));
    }
  }
}
