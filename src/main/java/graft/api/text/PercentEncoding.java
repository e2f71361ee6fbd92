package graft.api.text;

import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** RFC 3986's {@code %C3%A9} for é, taken by the letter. */
public final class PercentEncoding {
  private PercentEncoding() {}

  /**
   * @param what the text's name in a refusal
   * @throws GraftException {@link ErrorCode#MALFORMED_REQUEST} if a % does not begin a byte, or the
   *     bytes are no text
   */
  public static String decode(String written, String pointer, String what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] all = written.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < all.length; i++) {
      if (all[i] != '%') {
        bytes.write(all[i]);
      } else if (i + 2 < all.length
          && HexFormat.isHexDigit(all[i + 1])
          && HexFormat.isHexDigit(all[i + 2])) {
        bytes.write(HexFormat.fromHexDigit(all[i + 1]) << 4 | HexFormat.fromHexDigit(all[i + 2]));
        i += 2;
      } else {
        throw new GraftException(
            ErrorCode.MALFORMED_REQUEST,
            new Fault(
                pointer,
                "invalid_encoding",
                what + " has a % that is not followed by two hexadecimal digits; write % as %25"));
      }
    }
    return PlainText.require(PlainText.decode(bytes.toByteArray(), pointer, what), pointer, what);
  }
}
