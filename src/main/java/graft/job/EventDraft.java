package graft.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job.
 *
 * @param key what it tells: of two events with one key a job's log keeps the first; empty where it
 *     happens anew each time
 * @param data numbers of a {@link Type#METRICS} event by name, the texts of an answer; empty
 *     otherwise
 */
public record EventDraft(
    Level level,
    Type type,
    Optional<String> key,
    String message,
    Map<String, @Nullable Object> data) {
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
    return new EventDraft(Level.INFO, Type.MESSAGE, Optional.empty(), text, Map.of());
  }

  public static EventDraft warning(String text) {
    return new EventDraft(Level.WARN, Type.MESSAGE, Optional.empty(), text, Map.of());
  }

  public static EventDraft error(String text) {
    return new EventDraft(Level.ERROR, Type.MESSAGE, Optional.empty(), text, Map.of());
  }

  /**
   * What was measured.
   *
   * @param series what it is of, such as {@code loss}: of each step it is told once
   */
  public static EventDraft metrics(
      String series, int step, String text, Map<String, @Nullable Object> data) {
    return new EventDraft(Level.INFO, Type.METRICS, Optional.of(series + "@" + step), text, data);
  }

  /**
   * What a model wrote.
   *
   * @param key which answer of which step: it is told once
   */
  public static EventDraft answer(String key, String text, Map<String, @Nullable Object> data) {
    return new EventDraft(Level.INFO, Type.MESSAGE, Optional.of(key), text, data);
  }

  /** The same, told once however often the job says it. */
  public EventDraft once() {
    return onceIn(message);
  }

  /** The same, told once for a key. */
  public EventDraft onceIn(String told) {
    return new EventDraft(level, type, Optional.of(told), message, data);
  }
}
