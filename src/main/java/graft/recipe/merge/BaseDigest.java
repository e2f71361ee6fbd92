package graft.recipe.merge;

import ai.djl.ndarray.NDArray;
import graft.model.BaseModel;
import graft.site.LinearSite;
import graft.site.NormSite;
import graft.tensor.HostMemory;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a base model's projections and norms as they are in memory: shows that nothing
 * changed them.
 */
public final class BaseDigest {
  private static final int AT_ONCE = 1 << 10;

  private final MessageDigest digest;

  /**
   * Floats with their high bytes first, as digests that are kept were made; filled again and again.
   */
  private final ByteBuffer bytes = ByteBuffer.allocate(AT_ONCE * Float.BYTES);

  private BaseDigest(MessageDigest digest) {
    this.digest = digest;
  }

  public static String of(BaseModel model) {
    try {
      BaseDigest all = new BaseDigest(MessageDigest.getInstance("SHA-256"));
      for (LinearSite site : model.sites().linear()) {
        all.add(site.weights().weight());
        all.add(site.weights().bias());
      }
      for (NormSite site : model.sites().norms()) {
        all.add(site.weights().weight());
        all.add(site.weights().bias());
      }
      return HexFormat.of().formatHex(all.digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void add(@Nullable NDArray tensor) {
    if (tensor != null) {
      HostMemory.floats(tensor, this::add);
    }
  }

  private void add(FloatBuffer values) {
    for (int from = 0; from < values.limit(); from += AT_ONCE) {
      int size = Math.min(AT_ONCE, values.limit() - from);
      bytes.clear().asFloatBuffer().put(0, values, from, size);
      digest.update(bytes.limit(size * Float.BYTES));
    }
  }
}
