package graft.api.download;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A file name for a download: RFC 6266, with RFC 8187's form where ASCII does not do. */
final class Attachment {
  private static final String UNQUOTED = "!#$&+-.^_`|~";

  private Attachment() {}

  static String named(String filename) {
    String plain = filename.replaceAll("[^ !#-\\[\\]-~]|[/:%]", "_");
    String header = "attachment; filename=\"" + plain + '"';
    return plain.equals(filename) ? header : header + "; filename*=UTF-8''" + encode(filename);
  }

  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain =
          b >= '0' && b <= '9'
              || b >= 'A' && b <= 'Z'
              || b >= 'a' && b <= 'z'
              || UNQUOTED.indexOf(b) >= 0;
      if (isPlain) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
