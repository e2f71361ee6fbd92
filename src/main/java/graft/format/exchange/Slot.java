package graft.format.exchange;

import graft.spec.adapter.LoraConfig.AttentionMatrix;

/**
 * The linear layers of a transformer layer that LoRA and (IA)^3 can sit on, in AdapterHub's words.
 */
enum Slot {
  QUERY,
  KEY,
  VALUE,
  /** Query, key and value side by side in one matrix. */
  FUSED,
  INTERMEDIATE,
  OUTPUT;

  static Slot of(AttentionMatrix matrix) {
    return switch (matrix) {
      case Q -> QUERY;
      case K -> KEY;
      case V -> VALUE;
    };
  }

  boolean isAttention() {
    return switch (this) {
      case QUERY, KEY, VALUE, FUSED -> true;
      case INTERMEDIATE, OUTPUT -> false;
    };
  }
}
