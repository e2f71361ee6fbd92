package graft.api.access;

import graft.spec.Owner;
import jakarta.servlet.http.HttpServletRequest;

/** For whom a request reads and writes, as {@link AccessFilter} found when it let it in. */
public final class Owners {
  private static final String ATTRIBUTE = Owner.class.getName();

  private Owners() {}

  /**
   * @throws IllegalStateException if nobody asked who the request is from: that is nobody
   */
  public static Owner of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Owner owner) {
      return owner;
    }
    throw new IllegalStateException("a request without an owner: " + request.getRequestURI());
  }

  static void set(HttpServletRequest request, Owner owner) {
    request.setAttribute(ATTRIBUTE, owner);
  }
}
