package graft.recipe.merge;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.architecture.ModelConfig;
import graft.format.model.ModelDirectory;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.parity.ParityModels;
import graft.site.LinearSite;
import graft.site.NormSite;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.tensor.HostMemory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests are compared with those that merges of years ago wrote down. */
class BaseDigestTest {
  @ParameterizedTest
  @ValueSource(strings = {"bert", "gpt2", "llama"})
  void theDigestIsOfAllFloatsWithTheirHighBytesFirst(String architecture)
      throws NoSuchAlgorithmException {
    ModelDirectory directory = ModelDirectory.open(ParityModels.first(architecture));
    ModelConfig config = new ModelConfig(directory.config());
    NDManager place = Devices.manager(new DeviceId("cpu"));
    try (BaseModel model = Architectures.load(config, directory.weights(), place, false)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (float[] values : weights(model)) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
      }

      assertThat(BaseDigest.of(model)).isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static List<float[]> weights(BaseModel model) {
    List<float[]> all = new ArrayList<>();
    for (LinearSite site : model.sites().linear()) {
      add(all, site.weights().weight(), site.weights().bias());
    }
    for (NormSite site : model.sites().norms()) {
      add(all, site.weights().weight(), site.weights().bias());
    }
    return all;
  }

  private static void add(List<float[]> all, NDArray weight, @Nullable NDArray bias) {
    all.add(HostMemory.floats(weight));
    if (bias != null) {
      all.add(HostMemory.floats(bias));
    }
  }
}
