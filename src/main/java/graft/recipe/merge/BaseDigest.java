package graft.recipe.merge;

import ai.djl.ndarray.NDArray;
import graft.model.BaseModel;
import graft.site.LinearSite;
import graft.site.NormSite;
import graft.tensor.HostMemory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a base model's projections and norms as they are in memory: shows that nothing
 * changed them.
 */
public final class BaseDigest {
  private BaseDigest() {}

  public static String of(BaseModel model) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (LinearSite site : model.sites().linear()) {
        add(site.weights().weight(), digest);
        add(site.weights().bias(), digest);
      }
      for (NormSite site : model.sites().norms()) {
        add(site.weights().weight(), digest);
        add(site.weights().bias(), digest);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void add(@Nullable NDArray tensor, MessageDigest digest) {
    if (tensor != null) {
      HostMemory.floats(
          tensor,
          values -> {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
            bytes.asFloatBuffer().put(values);
            digest.update(bytes);
          });
    }
  }
}
