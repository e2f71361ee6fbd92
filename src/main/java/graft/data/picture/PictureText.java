package graft.data.picture;

import graft.image.PictureFile;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A picture's file as a text: base64, bare or as a data URL. */
public final class PictureText {
  private static final Pattern URL = Pattern.compile("data:image/[\\w.+-]{1,40};base64,");

  /** As many characters as the largest file has. */
  private static final int MOST_CHARACTERS = PictureFile.MOST_BYTES / 3 * 4 + 64;

  private PictureText() {}

  /**
   * Looks at the file's header, and at none of its pixels.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public static PictureFile read(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "the picture has %d characters of base64, more than %d"
              .formatted(text.length(), MOST_CHARACTERS));
    }
    Matcher url = URL.matcher(text);
    return PictureFile.of(decoded(url.lookingAt() ? text.substring(url.end()) : text));
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(
          "the picture is no base64: " + refused.getMessage(), refused);
    }
  }
}
