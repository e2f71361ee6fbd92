package graft.spec;

import graft.spec.scalar.Constants;
import graft.spec.scalar.Scalars;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects into records and writes them back.
 *
 * <p>A component's attribute is its name in snake_case. An absent or null attribute takes its value
 * from the defaults (but null may be 0, {@link Attribute#isNullZero}): an instance of the same
 * record, given or found in the record's public static {@code DEFAULTS}. Components are numbers,
 * booleans, strings, enums (in lower case), {@link JsonValue}s, records, and optionals, lists, sets
 * and string-keyed maps of these. Each fault is collected with its pointer; a faulty attribute
 * takes its default so that the rest can still be judged.
 */
public final class Codec {
  private static final String AUTO = "auto";

  private static final Pattern ITEM = Pattern.compile("([^/]*)((?:/\\d+)+)$");

  private Codec() {}

  /** Reads with the record's own {@code DEFAULTS}; empty if there were faults. */
  public static <R extends Record> Optional<R> read(
      Class<R> type, Map<String, ?> json, String pointer, Faults faults) {
    return read(
        type,
        json,
        pointer,
        faults,
        Constants.find(type, "DEFAULTS").map(type::cast).orElse(null),
        true);
  }

  /** Reads changes to {@code base}, which supplies every attribute that is absent. */
  public static <R extends Record> Optional<R> change(
      R base, Map<String, ?> json, String pointer, Faults faults) {
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) base.getClass();
    return read(type, json, pointer, faults, base, false);
  }

  /** A record as a JSON object, in the order of its components; empty optionals become null. */
  public static Map<String, @Nullable Object> write(Record value) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    for (RecordShape.Part part : RecordShape.of(value.getClass()).parts()) {
      Object item = valueOf(part.component(), value);
      if (part.isInline()) {
        json.putAll(write((Record) Objects.requireNonNull(item)));
      } else {
        json.put(part.name(), toJson(item));
      }
    }
    return json;
  }

  /** Any attribute's value as JSON. */
  public static @Nullable Object toJson(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Optional<?> optional -> toJson(optional.orElse(null));
      case JsonValue scalar -> scalar.json();
      case Enum<?> choice -> choice.name().toLowerCase(Locale.ROOT);
      case Record record -> write(record);
      // A set has no order of its own, and what is written must be the same every time.
      case Set<?> items -> items.stream().map(Codec::toJson).sorted().toList();
      case Collection<?> items -> items.stream().map(Codec::toJson).toList();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        map.forEach((key, item) -> json.put(key.toString(), toJson(item)));
        yield json;
      }
      default -> value;
    };
  }

  /** A number as JSON: an integer where it is one, as the reference library writes it. */
  public static Number number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE) {
      return (long) value;
    }
    return value;
  }

  /** The attribute name of a component: {@code attnMatrices} is {@code attn_matrices}. */
  public static String nameOf(RecordComponent component) {
    return Objects.requireNonNull(
        RecordShape.of(component.getDeclaringRecord()).names().get(component.getName()));
  }

  private static <R extends Record> Optional<R> read(
      Class<R> type,
      Map<String, ?> json,
      String pointer,
      Faults faults,
      @Nullable R defaults,
      boolean complete) {
    RecordShape shape = RecordShape.of(type);
    Faults own = new Faults();
    if (!shape.attributes().containsAll(json.keySet())) {
      UnknownAttributes.refuse(json.keySet(), shape.components(), pointer, own);
    }
    @Nullable Object[] values = new Object[shape.parts().size()];
    for (int i = 0; i < values.length; i++) {
      RecordShape.Part part = shape.parts().get(i);
      RecordComponent component = part.component();
      Object given = given(part, json);
      Object fallback =
          defaults == null ? emptyOf(component.getType()) : valueOf(component, defaults);
      if (part.isInline()) {
        Class<? extends Record> inner = component.getType().asSubclass(Record.class);
        values[i] = orElse(readPart(inner, json, pointer, own, fallback, complete), fallback);
      } else if (given == null) {
        if (fallback == null || (complete && part.isRequired())) {
          own.add(pointer + part.pointer(), "missing", part.name() + " is required");
        }
        values[i] = fallback;
      } else {
        String here = pointer + part.pointer();
        values[i] = orElse(convert(given, component.getGenericType(), here, own), fallback);
      }
    }
    Optional<R> result =
        Arrays.asList(values).contains(null)
            ? Optional.empty()
            : construct(type, values, pointer, own);
    faults.addAll(own.all());
    return own.isEmpty() ? result : Optional.empty();
  }

  /** What the attribute says; null where it takes its default. */
  private static @Nullable Object given(RecordShape.Part part, Map<String, ?> json) {
    Object given = json.get(part.name());
    if (part.attribute().isEmpty()) {
      return given;
    }
    Attribute attribute = part.attribute().get();
    if (attribute.auto() && AUTO.equals(given)) {
      return null;
    }
    boolean isOff = attribute.isNullZero() && given == null && json.containsKey(part.name());
    return isOff ? Integer.valueOf(0) : given;
  }

  private static @Nullable Object orElse(Optional<?> value, @Nullable Object fallback) {
    return value.isPresent() ? value.get() : fallback;
  }

  private static <P extends Record> Optional<?> readPart(
      Class<P> type,
      Map<String, ?> json,
      String pointer,
      Faults faults,
      @Nullable Object defaults,
      boolean complete) {
    Map<String, Object> part = new LinkedHashMap<>(json);
    part.keySet().retainAll(RecordShape.of(type).attributes());
    return read(type, part, pointer, faults, type.cast(defaults), complete);
  }

  private static <R extends Record> Optional<R> construct(
      Class<R> type, @Nullable Object[] values, String pointer, Faults faults) {
    try {
      return Optional.of(type.cast(RecordShape.of(type).constructor().newInstance(values)));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof GraftException refused) {
        refused.faults().forEach(fault -> faults.add(fault.below(pointer)));
        return Optional.empty();
      }
      throw new IllegalStateException("cannot construct " + type.getSimpleName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot construct " + type.getSimpleName(), e);
    }
  }

  private static Optional<?> convert(
      @Nullable Object json, Type type, String pointer, Faults faults) {
    if (json == null) {
      faults.add(pointer, "wrong_type", lastOf(pointer) + " must not be null");
      return Optional.empty();
    }
    if (type instanceof ParameterizedType generic) {
      return convertGeneric(json, generic, pointer, faults);
    }
    Class<?> target = (Class<?>) type;
    if (target.isRecord() && !JsonValue.class.isAssignableFrom(target)) {
      return convertRecord(json, target.asSubclass(Record.class), pointer, faults);
    }
    try {
      return Optional.of(Scalars.read(json, target));
    } catch (GraftException refused) {
      refused.faults().forEach(fault -> faults.add(fault.below(pointer)));
      return Optional.empty();
    } catch (IllegalArgumentException expected) {
      faults.add(
          pointer,
          "wrong_type",
          lastOf(pointer)
              + " must be "
              + expected.getMessage()
              + ", not "
              + Scalars.found(json, target));
      return Optional.empty();
    }
  }

  private static Optional<?> convertGeneric(
      Object json, ParameterizedType type, String pointer, Faults faults) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == Optional.class) {
      return convert(json, arguments[0], pointer, faults).map(Optional::of);
    }
    if (raw == Map.class && json instanceof Map<?, ?> map) {
      Map<String, Object> result = new LinkedHashMap<>();
      map.forEach((key, item) ->
          convert(item, arguments[1], pointer + "/" + escape(key.toString()), faults)
              .ifPresent(v -> result.put(key.toString(), v)));
      return Optional.of(result);
    }
    if ((raw == List.class || raw == Set.class) && json instanceof List<?> list) {
      Collection<Object> result = raw == List.class ? new ArrayList<>() : new LinkedHashSet<>();
      for (int i = 0; i < list.size(); i++) {
        convert(list.get(i), arguments[arguments.length - 1], pointer + "/" + i, faults)
            .ifPresent(result::add);
      }
      return Optional.of(result);
    }
    String expected = raw == Map.class ? "an object" : "a list";
    faults.add(
        pointer,
        "wrong_type",
        lastOf(pointer) + " must be " + expected + ", not " + Scalars.foundType(json));
    return Optional.empty();
  }

  @SuppressWarnings("unchecked")
  private static <R extends Record> Optional<R> convertRecord(
      Object json, Class<R> type, String pointer, Faults faults) {
    if (json instanceof Map<?, ?> map) {
      return read(type, (Map<String, ?>) map, pointer, faults);
    }
    faults.add(
        pointer,
        "wrong_type",
        lastOf(pointer)
            + " must be an object, not "
            + Scalars.foundType(json)
            + meantObject(json, type));
    return Optional.empty();
  }

  /** The object that was meant by a text, if it names what kind of it. */
  private static String meantObject(Object json, Class<? extends Record> type) {
    return RecordShape.of(type).components().stream()
        .filter(component -> component.getType().isEnum() && json instanceof String)
        .flatMap(component ->
            Scalars.meant(json, component.getType())
                .map(choice ->
                    "; did you mean {\"%s\": \"%s\"}?".formatted(nameOf(component), choice))
                .stream())
        .findFirst()
        .orElse("");
  }

  /** The attribute names of a record type, those of its inline parts included. */
  public static List<String> namesOf(Class<? extends Record> type) {
    return namesOf(RecordShape.of(type).components());
  }

  static List<String> namesOf(List<RecordComponent> components) {
    return components.stream()
        .flatMap(c ->
            isInline(c)
                ? namesOf(c.getType().asSubclass(Record.class)).stream()
                : Stream.of(nameOf(c)))
        .toList();
  }

  static boolean isInline(RecordComponent component) {
    Attribute attribute = component.getAnnotation(Attribute.class);
    return attribute != null && attribute.inline();
  }

  static boolean isRequired(RecordComponent component) {
    Attribute attribute = component.getAnnotation(Attribute.class);
    return attribute != null && attribute.required();
  }

  private static @Nullable Object emptyOf(Class<?> type) {
    return switch (type.getName()) {
      case "java.util.Optional" -> Optional.empty();
      case "java.util.List" -> List.of();
      case "java.util.Set" -> Set.of();
      case "java.util.Map" -> Map.of();
      default -> null;
    };
  }

  static @Nullable Object valueOf(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /** What a pointer leads to, for people: {@code attn_matrices[1]}, not {@code 1}. */
  private static String lastOf(String pointer) {
    Matcher item = ITEM.matcher(pointer);
    return item.find()
        ? item.group(1) + item.group(2).replaceAll("/(\\d+)", "[$1]")
        : pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
