package graft.api.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Keys that are set up, as hashes: no key is kept, shown or logged. */
final class ApiKeys {
  static final int SHORTEST = 32;
  private final List<byte[]> hashes;

  ApiKeys(List<String> keys) {
    hashes = keys.stream().map(ApiKeys::hash).toList();
  }

  /** Takes the same time for every key of one length, known or not. */
  boolean knows(String key) {
    byte[] hash = hash(key);
    boolean isKnown = false;
    for (byte[] one : hashes) {
      isKnown |= MessageDigest.isEqual(one, hash);
    }
    return isKnown;
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
