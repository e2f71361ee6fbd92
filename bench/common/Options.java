package common;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be said on the command line, such as {@code --rounds=5}. */
public record Options(Map<String, String> given) {
  private static final Pattern FORM = Pattern.compile("--([\\w-]+)=(.*)");

  public static Options of(String[] arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      Matcher form = FORM.matcher(argument);
      if (!form.matches()) {
        throw new IllegalArgumentException("arguments look like --rounds=5, not " + argument);
      }
      given.put(form.group(1), form.group(2));
    }
    return new Options(given);
  }

  public int number(String name, int usual) {
    return Integer.parseInt(text(name, Integer.toString(usual)));
  }

  public String text(String name, String usual) {
    return given.getOrDefault(name, usual);
  }

  public Optional<String> find(String name) {
    return Optional.ofNullable(given.get(name));
  }
}
