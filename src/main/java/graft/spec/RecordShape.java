package graft.spec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What reflection tells of a record type. Asked once a type, for it makes its answers anew each
 * time, accessors and annotations included.
 *
 * @param names attributes by the names of their components
 * @param attributes names of all attributes, those of inline parts included
 */
record RecordShape(
    List<RecordComponent> components,
    List<Part> parts,
    Map<String, String> names,
    Set<String> attributes,
    Constructor<?> constructor) {
  /**
   * A component.
   *
   * @param name of its attribute
   * @param pointer to it from its record
   */
  record Part(
      RecordComponent component,
      String name,
      String pointer,
      Optional<Attribute> attribute,
      boolean isInline,
      boolean isRequired) {
    private static Part of(RecordComponent component) {
      String name = RecordShape.nameOf(component);
      return new Part(
          component,
          name,
          "/" + Codec.escape(name),
          Optional.ofNullable(component.getAnnotation(Attribute.class)),
          Codec.isInline(component),
          Codec.isRequired(component));
    }

    private Stream<String> names() {
      return isInline ? RecordShape.of(component.getType()).attributes().stream() : Stream.of(name);
    }
  }

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return RecordShape.read(type);
        }
      };

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static RecordShape read(Class<?> type) {
    List<RecordComponent> components = List.of(type.getRecordComponents());
    boolean isPublic = Modifier.isPublic(type.getModifiers());
    for (RecordComponent component : components) {
      Method accessor = component.getAccessor();
      if (!isPublic) {
        accessor.setAccessible(true);
      }
    }
    List<Part> parts = components.stream().map(Part::of).toList();
    return new RecordShape(
        components,
        parts,
        components.stream()
            .collect(Collectors.toMap(RecordComponent::getName, RecordShape::nameOf)),
        parts.stream().flatMap(Part::names).collect(Collectors.toUnmodifiableSet()),
        constructor(type, isPublic, components.stream().map(RecordComponent::getType)));
  }

  private static String nameOf(RecordComponent component) {
    Attribute attribute = component.getAnnotation(Attribute.class);
    return attribute != null && !attribute.name().isEmpty()
        ? attribute.name()
        : Codec.snakeCase(component.getName());
  }

  private static Constructor<?> constructor(
      Class<?> type, boolean isPublic, Stream<? extends Class<?>> parameters) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters.toArray(Class<?>[]::new));
      if (!isPublic) {
        constructor.setAccessible(true);
      }
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no canonical constructor", e);
    }
  }
}
