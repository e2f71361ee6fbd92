package graft.spec.scalar;

import graft.spec.GraftException;
import graft.spec.JsonValue;
import graft.spec.Suggestion;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** JSON values that have no parts, as numbers, words, choices and what reads itself. */
public final class Scalars {
  /** A constant of an enum: what else people call its choices. */
  private static final String CALLED = "CALLED";

  /** Shorter words are near to anything. */
  private static final int SHORTEST_MEANT = 3;

  /** The method by which a {@link JsonValue} is read. */
  private static final ClassValue<Method> READERS =
      new ClassValue<>() {
        @Override
        protected Method computeValue(Class<?> type) {
          return reader(type);
        }
      };

  /** The constants of an enum by what they are called in JSON, in their order. */
  private static final ClassValue<Map<String, Object>> CHOICES =
      new ClassValue<>() {
        @Override
        protected Map<String, Object> computeValue(Class<?> type) {
          Map<String, Object> choices = new LinkedHashMap<>();
          for (Object choice : type.getEnumConstants()) {
            choices.put(((Enum<?>) choice).name().toLowerCase(Locale.ROOT), choice);
          }
          return choices;
        }
      };

  private Scalars() {}

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException with what is expected in its place
   * @throws GraftException if it is of the type, and the type refuses it
   */
  public static Object read(Object json, Class<?> target) {
    if (JsonValue.class.isAssignableFrom(target)) {
      return readValue(json, target);
    }
    if (target.isEnum()) {
      return choice(json, target);
    }
    return switch (target.getName()) {
      case "int", "java.lang.Integer" ->
          Math.toIntExact(whole(json, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case "long", "java.lang.Long" -> whole(json, Long.MIN_VALUE, Long.MAX_VALUE);
      case "double", "java.lang.Double" -> {
        double number = json instanceof Number n ? n.doubleValue() : Double.NaN;
        yield expect(Double.isFinite(number), number, "a number");
      }
      case "boolean", "java.lang.Boolean" -> expect(json instanceof Boolean, json, "true or false");
      case "java.lang.String" -> expect(json instanceof String, json, "a string");
      default -> throw new IllegalStateException("no JSON form for " + target);
    };
  }

  private static Object readValue(Object json, Class<?> target) {
    try {
      return READERS.get(target).invoke(null, json);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException expected) {
        throw expected;
      }
      if (e.getCause() instanceof GraftException refused) {
        throw refused;
      }
      throw new IllegalStateException(target + ".read", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(target + ".read", e);
    }
  }

  private static Method reader(Class<?> target) {
    try {
      Method read = target.getMethod("read", Object.class);
      if (!Modifier.isPublic(target.getModifiers())) {
        read.setAccessible(true);
      }
      return read;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(target + " has no read(Object)", e);
    }
  }

  private static Object choice(Object json, Class<?> target) {
    Map<String, Object> choices = CHOICES.get(target);
    Object chosen = json instanceof String text ? choices.get(text) : null;
    if (chosen == null) {
      String hint = meant(json, target).map(n -> " (did you mean " + n + "?)").orElse("");
      throw new IllegalArgumentException("one of " + choices.keySet() + hint);
    }
    return chosen;
  }

  /** The choice that was meant: what else it is {@code CALLED}, or the nearest one. */
  public static Optional<String> meant(Object json, Class<?> target) {
    String word = json.toString().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    Map<?, ?> called = (Map<?, ?>) Constants.find(target, CALLED).orElse(Map.of());
    List<String> names =
        Arrays.stream(target.getEnumConstants())
            .map(c -> c.toString().toLowerCase(Locale.ROOT))
            .toList();
    return Optional.ofNullable(called.get(word))
        .map(choice -> choice.toString().toLowerCase(Locale.ROOT))
        .or(() -> Suggestion.nearest(word, names).filter(_ -> word.length() >= SHORTEST_MEANT));
  }

  private static long whole(Object json, long least, long most) {
    boolean isWhole = json instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue());
    expect(isWhole, json, "a whole number");
    double value = ((Number) json).doubleValue();
    expect(value >= least && value <= most, json, "a whole number from " + least + " to " + most);
    return ((Number) json).longValue();
  }

  private static Object expect(boolean holds, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
    return value;
  }

  /** A value as a message shows it. */
  public static String shown(Object json) {
    String text = json instanceof String ? "\"" + json + "\"" : json.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  /** The same where another type was expected: a text that looks like a number is told from one. */
  public static String foundType(Object json) {
    return json instanceof String ? "the text " + shown(json) : shown(json);
  }

  /** A value as a message shows it where one of a type was expected. */
  public static String found(Object json, Class<?> target) {
    return target.isEnum() ? shown(json) : foundType(json);
  }
}
