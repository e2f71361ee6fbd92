package graft.conformance;

import java.util.Optional;
import java.util.Set;

/** What does not go together, and a word of the reason that is given. */
final class Refusals {
  /** The reference library hooks adapters into these from outside. */
  private static final Set<String> HOOKED = Set.of("gemma3_text", "modernbert", "qwen2", "qwen3");

  /** Query, key and value are one projection, which one part of a union occupies whole. */
  private static final Set<String> FUSED = Set.of("gpt2", "modernbert", "phi3");

  /** Queries are wider than keys and values. */
  private static final Set<String> GROUPED =
      Set.of("gemma3_text", "llama", "mistral", "qwen2", "qwen3", "smollm3");

  /** Decoders, and what reads no text. */
  private static final Set<String> NO_PROMPT =
      Set.of(
          "bart",
          "gemma3_text",
          "gpt2",
          "llama",
          "mistral",
          "mt5",
          "phi3",
          "qwen2",
          "qwen3",
          "smollm3",
          "t5",
          "vit");

  private Refusals() {}

  static Optional<String> reason(String architecture, Method method) {
    String notation = method.notation();
    if (HOOKED.contains(architecture) && notation.startsWith("adapter_plus")) {
      return Optional.of("original_ln_after must not be false");
    }
    if (FUSED.contains(architecture) && notation.equals("lora[attn_matrices=['q']]|ia3")) {
      return Optional.of("where configs/0 sits");
    }
    if (FUSED.contains(architecture) && notation.matches("(dora|vera|dvora|mtl_lora).*")) {
      return Optional.of("the library has no");
    }
    if (GROUPED.contains(architecture) && notation.matches("vera|dvora")) {
      return Optional.of("projections of one shape");
    }
    if (notation.startsWith("prompt_tuning") && NO_PROMPT.contains(architecture)) {
      return Optional.of("encoders of texts");
    }
    if (architecture.equals("vit") && method.isOfTokens()) {
      return Optional.of("reads no tokens");
    }
    return architecture.equals("vit") && notation.contains("inv")
        ? Optional.of("without token embeddings")
        : Optional.empty();
  }
}
