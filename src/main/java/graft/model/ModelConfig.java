package graft.model;

import graft.spec.Activation;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model's {@code config.json}, whose keys may be absent where they equal their default. */
public record ModelConfig(Map<String, @Nullable Object> json) {
  public String text(String key, String fallback) {
    return json.get(key) instanceof String text ? text : fallback;
  }

  /** A whole number from 1 on. */
  public int size(String key, int fallback) {
    return (int) number(key, fallback, 1, Integer.MAX_VALUE);
  }

  public long id(String key, long fallback) {
    return (long) number(key, fallback, 0, Integer.MAX_VALUE);
  }

  public double probability(String key, double fallback) {
    return number(key, fallback, 0, 0.999);
  }

  public double positive(String key, double fallback) {
    return number(key, fallback, Double.MIN_VALUE, Double.MAX_VALUE);
  }

  public boolean flag(String key, boolean fallback) {
    return json.get(key) instanceof Boolean flag ? flag : fallback;
  }

  public boolean isSet(String key) {
    return json.get(key) != null;
  }

  public Activation activation(String key, String fallback) {
    Activation activation;
    try {
      activation = Activation.read(text(key, fallback));
    } catch (IllegalArgumentException e) {
      throw new GraftException(
          ErrorCode.INVALID_MODEL, "config.json: " + key + " must be " + e.getMessage(), e);
    }
    if (activation.learns()) {
      throw new GraftException(
          ErrorCode.INVALID_MODEL,
          "config.json: %s is %s, whose tensors no layer of such a model has a place for"
              .formatted(key, activation.json()));
    }
    return activation;
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
    throw new GraftException(
        ErrorCode.INVALID_MODEL,
        "config.json: "
            + key
            + " must be a number from "
            + least
            + " to "
            + most
            + ", found "
            + value);
  }
}
