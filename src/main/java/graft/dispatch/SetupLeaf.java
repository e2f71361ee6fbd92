package graft.dispatch;

import graft.catalog.AdapterEntry;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.adapter.FusionConfig;
import java.util.Optional;

/** What must hold for an adapter that a setup names. */
final class SetupLeaf {
  static final String POINTER = "/setup";

  private SetupLeaf() {}

  /** The id that a leaf is. */
  static Optional<AdapterId> id(String leaf, String expected, Faults faults) {
    if (leaf.startsWith(AdapterId.PREFIX)) {
      return Optional.of(new AdapterId(leaf));
    }
    faults.add(
        POINTER,
        ErrorCode.ADAPTER_NOT_FOUND.wireName(),
        "expected " + expected + ", found " + leaf);
    return Optional.empty();
  }

  static void requireModel(String pointer, AdapterEntry adapter, String model, Faults faults) {
    if (!adapter.model().equals(model)) {
      faults.add(
          pointer,
          "wrong_model",
          "adapter %s belongs to the base model %s, not %s"
              .formatted(adapter.id(), adapter.model(), model));
    }
  }

  /** A fusion is no adapter among others: it mixes those of a block. */
  static void requireNoFusion(AdapterEntry adapter, Faults faults) {
    if (adapter.config() instanceof FusionConfig) {
      faults.add(
          POINTER,
          "unsupported_setup",
          "%s is a fusion: it is on by a fuse block in a setup of its own".formatted(adapter.id()));
    }
  }
}
