package graft.api.openapi;

import com.fasterxml.jackson.databind.JavaType;
import graft.api.web.ListView;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Describes the records that handlers answer with, in place of swagger-core's own reading of them.
 */
@Component
class RecordModels implements ModelConverter {
  private static final String OURS = "graft.";

  @Override
  public boolean isOpenapi31() {
    return true;
  }

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    JavaType java = Json31.mapper().constructType(type.getType());
    Class<?> raw = java.getRawClass();
    if (raw == ListView.class) {
      return list(java.containedType(0), context);
    }
    if (raw.isRecord() && raw.getName().startsWith(OURS)) {
      Map<String, Object> schema = ViewSchema.of(raw.asSubclass(Record.class));
      return define(nameOf(raw), schema, context);
    }
    return chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
  }

  private static Schema<?> list(JavaType item, ModelConverterContext context) {
    Class<?> raw = item.getRawClass();
    if (!raw.isRecord()) {
      return define("ObjectList", ViewSchema.ofList(Map.of("type", "object")), context);
    }
    context.resolve(new AnnotatedType(item));
    Map<String, Object> schema = ViewSchema.ofList(Map.of("$ref", Models.pointer(nameOf(raw))));
    return define(nameOf(raw) + "List", schema, context);
  }

  /** Clients see the thing itself where we see its view. */
  static String nameOf(Class<?> record) {
    return record.getSimpleName().replaceFirst("View$", "");
  }

  private static Schema<?> define(
      String name, Map<String, Object> schema, ModelConverterContext context) {
    context.defineModel(name, Models.of(schema));
    return Models.reference(name);
  }
}
