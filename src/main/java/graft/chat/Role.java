package graft.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who says a message. */
public enum Role {
  SYSTEM,
  DEVELOPER,
  USER,
  ASSISTANT,
  TOOL;

  /** As messages have it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Role> of(Object json) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(json)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Role::wireName).toList();
  }
}
