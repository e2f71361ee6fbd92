package graft.spec.adapter.target;

import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which linear layers PEFT adapts: all of them, or those that are named. */
public sealed interface TargetModules extends JsonValue {
  Map<String, Object> SCHEMA =
      Map.of(
          "description",
          "Paths of modules or ends of these, from a dot on; or [\"all-linear\"]",
          "type",
          "array",
          "items",
          Map.of("type", "string"));

  /** Every linear layer of the base model. PEFT's word for it is no module's name. */
  record AllLinear() implements TargetModules {
    private static final String NAME = "all-linear";

    @Override
    public boolean has(String path) {
      return true;
    }

    @Override
    public boolean hasWhole(String path) {
      return false;
    }

    @Override
    public Object json() {
      return List.of(NAME);
    }
  }

  /** Modules by their paths or by ends of these. */
  record Named(List<String> names) implements TargetModules {
    public Named {
      names = List.copyOf(names);
      if (names.isEmpty() || !names.stream().allMatch(TargetModules::isPlain)) {
        throw new IllegalArgumentException(EXPECTED);
      }
    }

    @Override
    public boolean has(String path) {
      return names.stream().anyMatch(name -> isNamed(path, name));
    }

    @Override
    public boolean hasWhole(String path) {
      return names.stream().anyMatch(name -> name.equals(path) || name.endsWith("." + path));
    }

    @Override
    public Object json() {
      return names;
    }
  }

  String EXPECTED =
      "\"all-linear\" or a list of module paths or ends of these, such as [\"query\", \"value\"]; regular expressions are not read";

  /** Letters, digits, underscores and dots: what paths are made of. */
  Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.]{1,200}");

  /**
   * Whether a module is meant.
   *
   * @param path without the base model's prefix, which a name may have
   */
  boolean has(String path);

  /** Whether a module is meant by its whole path: then PEFT does not ask for its layer. */
  boolean hasWhole(String path);

  static TargetModules read(Object json) {
    if (AllLinear.NAME.equals(json) || List.of(AllLinear.NAME).equals(json)) {
      return new AllLinear();
    }
    if (json instanceof List<?> names && names.stream().allMatch(String.class::isInstance)) {
      return new Named(names.stream().map(String.class::cast).toList());
    }
    throw new IllegalArgumentException(EXPECTED);
  }

  /** Whether a name is no regular expression, which it could be elsewhere. */
  static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }

  /** PEFT's rule for names and for keys of patterns: the whole path, or its end from a dot on. */
  static boolean isNamed(String path, String name) {
    return ("." + path).endsWith("." + name) || name.endsWith("." + path);
  }
}
