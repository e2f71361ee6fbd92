package graft.spec;

import java.util.regex.Pattern;

/** Whoever a stored thing belongs to; for others it does not exist. */
public record Owner(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** The one there is until there are more. */
  public static final Owner LOCAL = new Owner("local");

  public Owner {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("1 to 64 letters, digits, '_' and '-'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
