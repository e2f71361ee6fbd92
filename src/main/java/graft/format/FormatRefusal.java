package graft.format;

import graft.spec.ErrorCode;
import graft.spec.GraftException;

/** Why something cannot be said in a format. */
public final class FormatRefusal {
  private FormatRefusal() {}

  public static GraftException of(String reason) {
    return new GraftException(ErrorCode.FORMAT_NOT_SUPPORTED, reason);
  }
}
