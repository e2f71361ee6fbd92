package graft.format.model;

import java.util.List;
import java.util.Optional;

/** Brings the tensor names of old checkpoints up to date. */
final class CheckpointNames {
  /** Constants that old versions of the model classes saved along with the weights. */
  private static final List<String> BUFFERS =
      List.of(
          "embeddings.position_ids",
          "embeddings.token_type_ids",
          ".attn.bias",
          ".attn.masked_bias",
          "rotary_emb.inv_freq");

  private CheckpointNames() {}

  /** Today's name of a stored tensor; empty if it is a buffer that nobody reads any more. */
  static Optional<String> current(String stored) {
    if (BUFFERS.stream().anyMatch(stored::endsWith)) {
      return Optional.empty();
    }
    if (stored.endsWith("LayerNorm.gamma")) {
      return Optional.of(stored.replaceFirst("gamma$", "weight"));
    }
    if (stored.endsWith("LayerNorm.beta")) {
      return Optional.of(stored.replaceFirst("beta$", "bias"));
    }
    return Optional.of(stored);
  }
}
