package graft.format.tokenizer;

import graft.format.FileContext;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in a tokenizer's file.
 *
 * @param place where it is: {@code normalizer.normalizers[1]}
 */
record Part(Map<String, @Nullable Object> json, String place, FileContext origin) {
  /** Reads a value that must be an object. */
  @SuppressWarnings("unchecked") // what the parser makes of an object has string keys
  static Part of(@Nullable Object value, String place, FileContext origin) {
    if (value instanceof Map<?, ?> map) {
      return new Part((Map<String, @Nullable Object>) map, place, origin);
    }
    throw origin.fault(place + " must be an object, found " + shown(value));
  }

  String type() {
    return text("type");
  }

  boolean has(String key) {
    return json.get(key) != null;
  }

  Part part(String key) {
    return of(json.get(key), below(key), origin);
  }

  Optional<Part> optional(String key) {
    return has(key) ? Optional.of(part(key)) : Optional.empty();
  }

  /** A list of objects. */
  List<Part> parts(String key) {
    List<Part> parts = new ArrayList<>();
    for (Object value : list(key)) {
      parts.add(of(value, "%s[%d]".formatted(below(key), parts.size()), origin));
    }
    return parts;
  }

  @SuppressWarnings("unchecked") // elements may be anything
  List<@Nullable Object> list(String key) {
    if (json.get(key) instanceof List<?> list) {
      return (List<@Nullable Object>) list;
    }
    throw wrong(key, "a list");
  }

  String text(String key) {
    if (json.get(key) instanceof String text) {
      return text;
    }
    throw wrong(key, "a text");
  }

  String text(String key, String fallback) {
    return has(key) ? text(key) : fallback;
  }

  boolean flag(String key, boolean fallback) {
    return switch (json.get(key)) {
      case null -> fallback;
      case Boolean flag -> flag;
      case Object _ -> throw wrong(key, "true or false");
    };
  }

  void requireFlags(String... keys) {
    for (String key : keys) {
      boolean _ = flag(key, false);
    }
  }

  /** A whole number within bounds. */
  int whole(String key, int least, int most) {
    if (json.get(key) instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    throw wrong(key, "a whole number from %d to %d".formatted(least, most));
  }

  void require(boolean holds, String fact) {
    if (!holds) {
      throw fault(fact);
    }
  }

  GraftException fault(String fact) {
    return origin.fault(place.isEmpty() ? fact : place + ": " + fact);
  }

  private GraftException wrong(String key, String expected) {
    return origin.fault(
        "%s must be %s, found %s".formatted(below(key), expected, shown(json.get(key))));
  }

  private String below(String key) {
    return place.isEmpty() ? key : place + "." + key;
  }

  /** A value in few words. */
  static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case Map<?, ?> _ -> "an object";
      case List<?> _ -> "a list";
      case String text -> FileContext.printable('"' + text + '"');
      case Object other -> FileContext.printable(other.toString());
    };
  }
}
