package graft.architecture;

import graft.spec.Activation;
import graft.spec.ErrorCode;
import graft.spec.Excerpt;
import graft.spec.GraftException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model's {@code config.json}, whose keys may be absent where they equal their default. */
public record ModelConfig(Map<String, @Nullable Object> json) {
  /** The architecture's name. */
  public String modelType() {
    return text("model_type", "");
  }

  /** What a checkpoint's head applies between its layers. */
  public Activation activation(LmHead head) {
    return head.activationKey()
        .map(key -> activation(key, head.usualActivation()))
        .orElseGet(() -> Activation.read(head.usualActivation()));
  }

  public String text(String key, String fallback) {
    return switch (json.get(key)) {
      case null -> fallback;
      case String text -> text;
      case Object other -> throw fault(key + " must be a text, found " + other);
    };
  }

  /** A whole number from 1 on. */
  public int size(String key, int fallback) {
    return (int) whole(key, fallback, 1);
  }

  /** A whole number from 0 on. */
  public long id(String key, long fallback) {
    return whole(key, fallback, 0);
  }

  public double probability(String key, double fallback) {
    return number(key, fallback, 0, 0.999);
  }

  public double positive(String key, double fallback) {
    return number(key, fallback, Double.MIN_VALUE, Double.MAX_VALUE);
  }

  public boolean flag(String key, boolean fallback) {
    return switch (json.get(key)) {
      case null -> fallback;
      case Boolean flag -> flag;
      case Object other -> throw fault(key + " must be true or false, found " + other);
    };
  }

  public boolean isSet(String key) {
    return json.get(key) != null;
  }

  public Activation activation(String key, String fallback) {
    Activation activation;
    try {
      activation = Activation.read(text(key, fallback));
    } catch (IllegalArgumentException e) {
      throw fault("%s is %s, but must be %s".formatted(key, text(key, fallback), e.getMessage()));
    }
    if (activation.learns()) {
      throw fault(
          "%s is %s, whose tensors no layer of such a model has a place for"
              .formatted(key, activation.json()));
    }
    return activation;
  }

  /** Refuses a size that is not a multiple of another. */
  public void requireMultiple(String key, int size, String of, int unit) {
    if (size % unit != 0) {
      throw fault("%s %d is not a multiple of %s %d".formatted(key, size, of, unit));
    }
  }

  /** A fault of this file. */
  public GraftException refusal(String fact) {
    return fault(fact);
  }

  private long whole(String key, long fallback, long least) {
    double number = number(key, fallback, least, Integer.MAX_VALUE);
    if (number != Math.rint(number)) {
      throw fault(key + " must be a whole number, found " + number);
    }
    return (long) number;
  }

  private double number(String key, double fallback, double least, double most) {
    Object value = json.get(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    throw fault(
        "%s must be a number from %s to %s, found %s"
            .formatted(key, plain(least), plain(most), shown(value)));
  }

  private static String shown(Object value) {
    return Excerpt.printable(value instanceof String text ? "the text " + text : value.toString());
  }

  /** Bounds are whole numbers or shares, but for the ends of what a number can be. */
  private static String plain(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e15
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }

  private static GraftException fault(String fact) {
    return new GraftException(ErrorCode.INVALID_MODEL, "config.json: " + fact);
  }
}
