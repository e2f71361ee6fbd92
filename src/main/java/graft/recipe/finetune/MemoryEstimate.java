package graft.recipe.finetune;

import graft.data.Batch;
import graft.head.LanguageModel;
import graft.model.BaseModel;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.memory.Footprint;
import graft.site.AttentionSite;
import graft.site.LinearSite;
import graft.tensor.Parameters;
import java.util.Arrays;

/**
 * How much memory a training should need, counted from the shapes of what a step keeps for its
 * backward pass, and from what the C library holds beside; in bytes. The factors were measured in
 * processes of their own, with MiniLM at 4 to 32 rows of 64 to 256 tokens and dropout, where the
 * count is within 15 % of what the system saw; a BERT of the base size at 16 rows of 256 takes 0.96
 * of it with LoRA and 1.05 with bottleneck adapters.
 */
final class MemoryEstimate {
  /**
   * What is held for the weights of attention (rows, heads, length, length) of each layer: a byte
   * of its dropout's mask for each, and room between them.
   */
  private static final int SCORES = 1;

  /** What is there of one layer's at once. */
  private static final int SCORE_GRADIENTS = 2;

  /**
   * What is held for each output of a projection (rows, length, width): itself, what is added to
   * it, the sum and the norm behind it, and their gradients.
   */
  private static final double OUTPUTS = 3.3;

  /** Scores over the vocabulary for each target: logits, their softmax, and their gradients. */
  private static final int VOCABULARY = 7;

  /** What each trained number has beside itself: a gradient and two moments. */
  private static final int TRAINING = 3;

  private MemoryEstimate() {}

  /** What is there before the first step: the base model, the adapter and the head. */
  static long weights(AdaptedModel adapted) {
    return weights(
        adapted.model(),
        adapted.frozen()
            + adapted.adapter().parameters().count()
            + adapted.head().parameters().count());
  }

  private static long weights(BaseModel model, long beside) {
    return model.bytes() + beside * Float.BYTES;
  }

  /**
   * The peak of a step.
   *
   * @param part the largest that it computes in one pass
   * @param atOnce how many passes are computed at the same time
   */
  static long peak(AdaptedModel adapted, Batch part, int atOnce) {
    Parameters adapter = adapted.adapter().parameters();
    Parameters head = adapted.head().parameters();
    Footprint footprint =
        footprint(
            adapted.model(),
            adapted.frozen() + adapter.count() + head.count(),
            adapter.trainableCount() + head.trainableCount(),
            adapted.head() instanceof LanguageModel);
    int longest = part.longest() + adapted.setup().virtualTokens() + adapted.setup().inserted();
    return footprint.peak((long) atOnce * part.rows(), longest, atOnce * part.targets().count());
  }

  /**
   * What a training takes.
   *
   * @param beside numbers of adapters and heads
   * @param trained those of them that are trained
   * @param isLanguage whether the head has scores over the vocabulary
   */
  static Footprint footprint(BaseModel model, long beside, long trained, boolean isLanguage) {
    double width = (double) model.bytes() / Math.max(1, model.parameters());
    long outputs = model.sites().linear().stream().mapToLong(LinearSite::out).sum();
    long[] heads = model.sites().attention().stream().mapToLong(MemoryEstimate::heads).toArray();
    long scores =
        SCORES * Arrays.stream(heads).sum()
            + SCORE_GRADIENTS * Arrays.stream(heads).max().orElse(0);
    long words =
        isLanguage ? model.tokenEmbedding().map(all -> all.getShape().get(0)).orElse(0L) : 0;
    return new Footprint(
        weights(model, beside) + TRAINING * trained * Float.BYTES,
        OUTPUTS * outputs * width,
        scores * width,
        (double) VOCABULARY * words * Float.BYTES);
  }

  /** Of queries, which may be more than those of keys. */
  private static long heads(AttentionSite site) {
    return Math.max(site.heads(), site.width() / Math.max(1, site.headSize()));
  }
}
