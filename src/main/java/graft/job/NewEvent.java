package graft.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job.
 *
 * @param data numbers of a {@link Type#METRICS} event by name; empty otherwise
 */
public record NewEvent(Level level, Type type, String message, Map<String, @Nullable Object> data) {
  public enum Level {
    INFO,
    WARN,
    ERROR
  }

  public enum Type {
    MESSAGE,
    METRICS
  }

  public NewEvent {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }

  public static NewEvent message(String text) {
    return new NewEvent(Level.INFO, Type.MESSAGE, text, Map.of());
  }

  public static NewEvent warning(String text) {
    return new NewEvent(Level.WARN, Type.MESSAGE, text, Map.of());
  }

  public static NewEvent error(String text) {
    return new NewEvent(Level.ERROR, Type.MESSAGE, text, Map.of());
  }

  public static NewEvent metrics(String text, Map<String, @Nullable Object> data) {
    return new NewEvent(Level.INFO, Type.METRICS, text, data);
  }
}
