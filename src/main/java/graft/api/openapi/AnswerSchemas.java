package graft.api.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Adds what {@link Answers} says. */
final class AnswerSchemas {
  private static final String JSON = "application/json";

  private AnswerSchemas() {}

  static void add(Operation operation, Components components, Answers answers) {
    ApiResponse response = Objects.requireNonNull(operation.getResponses().get("200"));
    Content content = new Content();
    if (answers.value().length > 0) {
      content.addMediaType(JSON, new MediaType().schema(schema(components, answers)));
    } else {
      content.addMediaType(JSON, response.getContent().get(JSON));
    }
    for (String form : answers.alsoAs()) {
      Map<String, Object> text =
          form.startsWith("text/")
              ? Map.of("type", "string")
              : Map.of("type", "string", "format", "binary");
      content.addMediaType(form, new MediaType().schema(Models.of(text)));
    }
    response.setContent(content);
  }

  private static Schema<?> schema(Components components, Answers answers) {
    List<String> names = new ArrayList<>();
    for (Class<? extends Record> type : answers.value()) {
      names.add(RecordModels.nameOf(type));
      components.addSchemas(names.getLast(), Models.of(ViewSchema.of(type)));
    }
    if (answers.isList()) {
      String list = names.getFirst() + "List";
      components.addSchemas(
          list, Models.of(ViewSchema.ofList(Choices.reference(names.getFirst()))));
      return Models.reference(list);
    }
    return names.size() == 1 ? Models.reference(names.getFirst()) : oneOf(names, answers.objects());
  }

  private static Schema<?> oneOf(List<String> names, String[] objects) {
    Map<String, Object> mapping = new LinkedHashMap<>();
    for (int i = 0; i < objects.length; i++) {
      mapping.put(objects[i], Models.pointer(names.get(i)));
    }
    return Models.of(
        Map.of(
            "oneOf",
            names.stream().map(Choices::reference).toList(),
            "discriminator",
            Map.of("propertyName", "object", "mapping", mapping)));
  }
}
