package graft.api.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What makes two requests the same: method, path, query and the bytes of a JSON body.
 *
 * <p>Of an upload only method, path and query count here. Its bytes differ from one try to the next
 * (the boundary between its parts is drawn anew), and reading it all before the resource does would
 * mean to keep it somewhere: what it says is a digest of its own, known once it was read.
 */
final class Fingerprint {
  private Fingerprint() {}

  /** SHA-256 in lower-case hexadecimal. */
  static String of(HttpServletRequest request) throws IOException {
    MessageDigest digest = sha256();
    String target =
        request.getMethod() + " " + request.getRequestURI() + "?" + request.getQueryString();
    digest.update(target.getBytes(StandardCharsets.UTF_8));
    if (!isUpload(request.getContentType())) {
      digest.update((byte) '\n');
      digest.update(RequestBody.of(request));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static boolean isUpload(@Nullable String contentType) {
    return contentType != null && contentType.regionMatches(true, 0, "multipart/", 0, 10);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
