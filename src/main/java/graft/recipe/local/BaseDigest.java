package graft.recipe.local;

import graft.model.BaseModel;
import graft.site.LinearSite;
import graft.tensor.HostMemory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest of a base model's projections as they are in memory: shows that nothing changed them.
 */
final class BaseDigest {
  private BaseDigest() {}

  static String of(BaseModel model) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (LinearSite site : model.sites().linear()) {
        float[] values = HostMemory.floats(site.weights().weight());
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
