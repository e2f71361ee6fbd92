package graft.chat;

import graft.template.value.Limits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much a template is given, and what its rendering may use for it: who sends little waits for
 * little, whatever the template does.
 */
final class GivenText {
  /** About a tenth of a second of work, and tokens that are counted as fast. */
  private static final Limits LEAST = new Limits(300_000, Limits.DEFAULT.depth(), 1 << 18);

  private static final int STEPS_A_CHARACTER = 4;
  private static final int CHARACTERS_A_CHARACTER = 16;

  /** What is no text is printed as one. */
  private static final int ANY = 8;

  private GivenText() {}

  static Limits limits(ChatPrompt prompt) {
    long given =
        prompt.messages().stream().mapToLong(message -> length(message.json())).sum()
            + length(prompt.tools().orElse(List.of()))
            + length(prompt.documents().orElse(List.of()))
            + length(prompt.arguments());
    return new Limits(
        Math.min(Limits.DEFAULT.steps(), LEAST.steps() + STEPS_A_CHARACTER * given),
        LEAST.depth(),
        (int)
            Math.min(
                Limits.DEFAULT.characters(), LEAST.characters() + CHARACTERS_A_CHARACTER * given));
  }

  private static long length(@Nullable Object json) {
    return switch (json) {
      case String text -> text.length();
      case Map<?, ?> object ->
          object.entrySet().stream()
              .mapToLong(member -> length(member.getKey()) + length(member.getValue()))
              .sum();
      case List<?> list -> list.stream().mapToLong(GivenText::length).sum();
      case null, default -> ANY;
    };
  }
}
