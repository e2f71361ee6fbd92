package graft.adapter;

import graft.spec.adapter.LoraConfig;
import graft.tensor.Init;

/** What A and B start as, by the reference library's words. */
record LoraInits(LoraConfig.Init word) {
  /** Of A, of this many columns. */
  Init a(long in) {
    return switch (word) {
      case LORA, VERA -> Init.linear(in);
      case BERT -> new Init.Normal(0.02);
      case IA3 -> Init.ONES;
    };
  }

  /** Of B, of this many columns. */
  Init b(long r) {
    return switch (word) {
      case LORA -> Init.ZEROS;
      case VERA -> Init.linear(r);
      case BERT -> new Init.Normal(0.02);
      case IA3 -> Init.ONES;
    };
  }
}
