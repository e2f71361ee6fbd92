package graft.api.openapi;

import graft.api.web.JsonBody;
import graft.spec.Schema;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.MethodParameter;
import tools.jackson.databind.json.JsonMapper;

/** The bodies that {@link JsonBody} reads, each with its example; beside a form if there is one. */
final class RequestBodies {
  private static final String MULTIPART = "multipart/form-data";

  private RequestBodies() {}

  static Class<? extends Record> typeOf(MethodParameter parameter, JsonBody body) {
    Class<?> type = parameter.getParameterType();
    return type.isRecord() ? type.asSubclass(Record.class) : body.value();
  }

  static void add(Operation operation, Components components, Class<? extends Record> type) {
    Map<String, Object> schema = Schema.of(type);
    components.addSchemas(type.getSimpleName(), Models.of(schema));
    NamedSchemas.within(schema).forEach((name, own) -> components.addSchemas(name, Models.of(own)));
    MediaType json = new MediaType().schema(Models.reference(type.getSimpleName()));
    example(operation.getOperationId()).ifPresent(json::example);
    Content content =
        Optional.ofNullable(operation.getRequestBody())
            .map(RequestBody::getContent)
            .orElseGet(Content::new);
    operation.requestBody(
        new RequestBody().required(true).content(content.addMediaType("application/json", json)));
    Problems.addRefusals(operation);
  }

  /**
   * Gives a form a name of its own. Generators of clients call one without a name {@code …Request},
   * as they call the arguments of the operation that takes it.
   */
  static void nameForm(Operation operation, Components components) {
    Optional.ofNullable(operation.getRequestBody())
        .map(RequestBody::getContent)
        .map(content -> content.get(MULTIPART))
        .filter(form -> form.getSchema() != null && form.getSchema().get$ref() == null)
        .ifPresent(form -> {
          String id = operation.getOperationId();
          String name = Character.toUpperCase(id.charAt(0)) + id.substring(1) + "Form";
          components.addSchemas(name, form.getSchema());
          form.setSchema(Models.reference(name));
        });
  }

  private static Optional<Object> example(String operationId) {
    String name = "/examples/" + operationId + ".json";
    try (InputStream file = RequestBodies.class.getResourceAsStream(name)) {
      return Optional.ofNullable(file)
          .map(json -> JsonMapper.shared().readValue(json, Object.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
