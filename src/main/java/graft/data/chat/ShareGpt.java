package graft.data.chat;

import graft.spec.Faults;
import graft.spec.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Messages in ShareGPT's form, from whom and their value, as messages with role and content. */
record ShareGpt(Faults faults) {
  private static final String FROM = "from";
  private static final String VALUE = "value";

  private static final Map<String, String> ROLES =
      new TreeMap<>(
          Map.of(
              "system", "system",
              "human", "user",
              "user", "user",
              "gpt", "assistant",
              "assistant", "assistant",
              "function_call", "assistant",
              "observation", "tool",
              "tool", "tool"));

  /** Whether a message is of this form. */
  static boolean is(@Nullable Object message) {
    return message instanceof Map<?, ?> map && map.get(FROM) != null;
  }

  /** The message in the other form; what is wrong with it is among the faults then. */
  Map<String, @Nullable Object> message(Map<?, ?> given, String here) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    given.forEach((name, value) -> {
      boolean isKnown = name.equals(FROM) || name.equals(VALUE) || Weights.NAMES.contains(name);
      if (value != null && !isKnown) {
        faults.add(
            here + "/" + name, "unknown_attribute", name + " is not read beside from and value");
      }
    });
    message.put("role", role(given.get(FROM), here));
    String value = given.get(VALUE) instanceof String text ? text : "";
    if (!(given.get(VALUE) instanceof String)) {
      faults.add(here + "/value", "wrong_type", "value must be a text");
    }
    boolean isCall = "function_call".equals(given.get(FROM));
    message.put("content", isCall ? "" : value);
    if (isCall) {
      message.put("tool_calls", calls(value, here + "/value"));
    }
    return message;
  }

  private String role(@Nullable Object from, String here) {
    String role = from instanceof String name ? ROLES.get(name) : null;
    if (role == null) {
      faults.add(
          here + "/from",
          "wrong_type",
          "from must be one of %s, not %s%s"
              .formatted(ROLES.keySet(), Cited.value(from), hint(from)));
      return "user";
    }
    return role;
  }

  private static String hint(@Nullable Object from) {
    return Optional.ofNullable(from)
        .flatMap(word -> Suggestion.nearest(word.toString(), List.copyOf(ROLES.keySet())))
        .map(meant -> " (did you mean " + meant + "?)")
        .orElse("");
  }

  /** One call or a list of them, as JSON. */
  private List<Map<String, @Nullable Object>> calls(String value, String here) {
    List<Map<String, @Nullable Object>> calls = new ArrayList<>();
    Object json = JsonText.read(value).orElse("");
    for (Object item : json instanceof List<?> several ? several : List.of(json)) {
      if (item instanceof Map<?, ?> function && function.get("name") instanceof String) {
        Map<String, @Nullable Object> call = new LinkedHashMap<>();
        call.put("type", "function");
        call.put("function", function);
        calls.add(call);
      } else {
        faults.add(
            here,
            "wrong_type",
            "what a function_call says must be JSON: {\"name\": …, \"arguments\": {…}}");
      }
    }
    return calls;
  }
}
