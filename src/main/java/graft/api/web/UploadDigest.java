package graft.api.web;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a form says: the names and bytes of its parts. Neither its boundary nor the order of its
 * parts counts. Confined to the thread that reads the form.
 */
final class UploadDigest {
  private final List<MessageDigest> parts = new ArrayList<>();

  /** The body of a part, which counts as far as it is read. */
  InputStream reading(PartName part, InputStream body) {
    MessageDigest digest = Fingerprint.sha256();
    // Names hold no U+0000: nothing else reads like this.
    String names =
        part.name() + '\0' + part.filename().map(file -> "file " + file).orElse("text") + '\0';
    digest.update(names.getBytes(StandardCharsets.UTF_8));
    parts.add(digest);
    return new DigestInputStream(body, digest);
  }

  /** SHA-256 in lower-case hexadecimal, once all parts are read. */
  String value() {
    MessageDigest whole = Fingerprint.sha256();
    parts.stream()
        .map(part -> HexFormat.of().formatHex(part.digest()))
        .sorted()
        .forEach(part -> whole.update(part.getBytes(StandardCharsets.US_ASCII)));
    return HexFormat.of().formatHex(whole.digest());
  }
}
