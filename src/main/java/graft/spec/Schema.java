package graft.spec;

import graft.spec.scalar.Constants;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema (draft 2020-12) of the objects that {@link Codec} reads, made from the same
 * records.
 */
public final class Schema {
  private Schema() {}

  /** The schema of a record type whose defaults are {@code defaults}, if it has any. */
  public static Map<String, Object> of(Class<? extends Record> type, @Nullable Record defaults) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    collect(type, defaults, properties, required);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  /** The schema of a record type with its own {@code DEFAULTS}. */
  public static Map<String, Object> of(Class<? extends Record> type) {
    return of(type, Constants.find(type, "DEFAULTS").map(Record.class::cast).orElse(null));
  }

  private static void collect(
      Class<? extends Record> type,
      @Nullable Record defaults,
      Map<String, Object> properties,
      List<String> required) {
    for (RecordComponent component : RecordShape.of(type).components()) {
      Object value = defaults == null ? null : Codec.valueOf(component, defaults);
      if (Codec.isInline(component)) {
        // Where the object may say something else in its place, what it requires is not required.
        collect(
            component.getType().asSubclass(Record.class),
            (Record) value,
            properties,
            Codec.isRequired(component) ? required : new ArrayList<>());
      } else {
        properties.put(Codec.nameOf(component), property(component, value));
        if (Codec.isRequired(component)) {
          required.add(Codec.nameOf(component));
        }
      }
    }
  }

  private static Map<String, Object> property(RecordComponent component, @Nullable Object value) {
    Map<String, Object> type = ofType(component.getGenericType());
    Attribute attribute = component.getAnnotation(Attribute.class);
    boolean isNullable =
        component.getAnnotatedType().isAnnotationPresent(Nullable.class)
            || (attribute != null && attribute.isNullZero());
    Map<String, Object> property = new LinkedHashMap<>(isNullable ? nullable(type) : type);
    if (attribute != null) {
      describe(property, attribute);
    }
    Object fallback = Codec.toJson(value);
    // Generators of clients cannot write down the default of one of several types.
    if (fallback != null && !Codec.isRequired(component) && !type.containsKey("oneOf")) {
      property.put("default", fallback);
    }
    return property;
  }

  private static void describe(Map<String, Object> property, Attribute attribute) {
    if (!attribute.value().isEmpty()) {
      property.put("description", attribute.value());
    }
    if (!attribute.always().isEmpty()) {
      property.put("enum", List.of(attribute.always()));
    }
    if (Double.isFinite(attribute.min())) {
      property.put("minimum", Codec.number(attribute.min()));
    }
    if (Double.isFinite(attribute.max())) {
      property.put("maximum", Codec.number(attribute.max()));
    }
  }

  private static Map<String, Object> ofType(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Map<String, Object> item = ofType(arguments[arguments.length - 1]);
      Class<?> raw = (Class<?>) generic.getRawType();
      if (raw == Optional.class) {
        return nullable(item);
      }
      return raw == Map.class
          ? Map.of("type", "object", "additionalProperties", item)
          : Map.of("type", "array", "items", item);
    }
    Class<?> target = (Class<?>) type;
    if (JsonValue.class.isAssignableFrom(target)) {
      Map<String, Object> schema = JsonValue.schemaOf(target);
      return schema.isEmpty() ? Map.of("type", "string") : schema;
    }
    if (target.isRecord()) {
      return of(target.asSubclass(Record.class));
    }
    if (target.isEnum()) {
      List<String> names =
          Arrays.stream(target.getEnumConstants())
              .map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT))
              .toList();
      return Map.of("type", "string", "enum", names);
    }
    return ofScalar(target);
  }

  private static Map<String, Object> nullable(Map<String, Object> item) {
    Map<String, Object> schema = new LinkedHashMap<>(item);
    if (item.get("type") instanceof String single) {
      schema.put("type", List.of(single, "null"));
    }
    return schema;
  }

  private static Map<String, Object> ofScalar(Class<?> type) {
    return switch (type.getName()) {
      case "int", "java.lang.Integer" -> Map.of("type", "integer");
      // Most generators of clients take an integer without a format for one of 32 bits.
      case "long", "java.lang.Long" -> Map.of("type", "integer", "format", "int64");
      case "double", "java.lang.Double" -> Map.of("type", "number");
      case "boolean", "java.lang.Boolean" -> Map.of("type", "boolean");
      case "java.lang.Object" -> Map.of();
      default -> Map.of("type", "string");
    };
  }
}
