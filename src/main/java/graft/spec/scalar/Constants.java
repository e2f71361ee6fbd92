package graft.spec.scalar;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Optional;

/** What types say of themselves. */
public final class Constants {
  private Constants() {}

  /** A public static constant of a type, if it has one of this name. */
  public static Optional<Object> find(Class<?> type, String name) {
    try {
      Field constant = type.getField(name);
      if (!Modifier.isPublic(type.getModifiers())) {
        constant.setAccessible(true);
      }
      return Optional.ofNullable(constant.get(null));
    } catch (NoSuchFieldException none) {
      return Optional.empty();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(type + "." + name, e);
    }
  }
}
