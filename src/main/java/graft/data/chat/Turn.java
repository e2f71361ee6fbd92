package graft.data.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of a conversation.
 *
 * @param message as chat templates are given it
 * @param isTaught whether its row lets it be learned
 */
public record Turn(Map<String, @Nullable Object> message, boolean isTaught) {
  private static final String ROLE = "role";

  public Turn {
    message = Collections.unmodifiableMap(new LinkedHashMap<>(message));
  }

  /** What a role says in a text. */
  static Turn of(String role, String content) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put(ROLE, role);
    message.put("content", content);
    return new Turn(message, true);
  }

  boolean isOf(String role) {
    return role.equals(message.get(ROLE));
  }

  /** Whether the model is the one who says it. */
  public boolean isOfAssistant() {
    return isOf("assistant");
  }
}
