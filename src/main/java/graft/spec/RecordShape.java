package graft.spec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What reflection tells of a record type. Asked once a type, for it makes its answers anew each
 * time, accessors included.
 *
 * @param names attributes by the names of their components
 */
record RecordShape(
    List<RecordComponent> components, Map<String, String> names, Constructor<?> constructor) {
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
    return new RecordShape(
        components,
        components.stream()
            .collect(Collectors.toMap(RecordComponent::getName, RecordShape::nameOf)),
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
