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
public record EventDraft(
    Level level, Type type, String message, Map<String, @Nullable Object> data) {
  public enum Level {
    INFO,
    WARN,
    ERROR
  }

  public enum Type {
    MESSAGE,
    METRICS
  }

  public EventDraft {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }

  public static EventDraft message(String text) {
    return new EventDraft(Level.INFO, Type.MESSAGE, text, Map.of());
  }

  public static EventDraft warning(String text) {
    return new EventDraft(Level.WARN, Type.MESSAGE, text, Map.of());
  }

  public static EventDraft error(String text) {
    return new EventDraft(Level.ERROR, Type.MESSAGE, text, Map.of());
  }

  public static EventDraft metrics(String text, Map<String, @Nullable Object> data) {
    return new EventDraft(Level.INFO, Type.METRICS, text, data);
  }
}
