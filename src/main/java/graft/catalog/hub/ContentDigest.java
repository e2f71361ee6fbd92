package graft.catalog.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A digest that a hub gives with a file, in lower-case hexadecimal. Large files come with their
 * SHA-256; small ones with the name that git has for their bytes, a SHA-1.
 */
public record ContentDigest(String digest) {
  private static final Pattern TAG =
      Pattern.compile("(?:W/)?\"?([0-9a-f]{64}|[0-9a-f]{40})\"?", Pattern.CASE_INSENSITIVE);
  private static final int SHA256_DIGITS = 64;

  /** The seal in an entity tag, if it is one. */
  static Optional<ContentDigest> of(String tag) {
    Matcher matcher = TAG.matcher(tag.strip());
    return matcher.matches()
        ? Optional.of(new ContentDigest(matcher.group(1).toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  public boolean isSha256() {
    return digest.length() == SHA256_DIGITS;
  }

  /** Whether git calls these bytes so. */
  public boolean isOfBlob(byte[] bytes) {
    MessageDigest sha1 = sha1();
    sha1.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(sha1.digest(bytes)).equals(digest);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
