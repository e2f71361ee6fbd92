package graft.model.family;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.model.ModelInfo;
import graft.model.TextNetwork;
import graft.model.block.Frequencies;
import graft.model.block.LayerColumn;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.site.EmbeddingSite;
import graft.site.NormSite;
import graft.site.Pass;
import graft.site.WordSite;
import graft.tensor.Ops;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A stack of layers that each see what comes before, positions in their attention, and a norm
 * behind the last one: LLaMA and what came after it.
 *
 * @param window how many positions some layers see; empty where all see all
 * @param scale of the embeddings, in models that scale them
 * @param frequencies of all layers' positions
 */
record RotaryDecoder(
    ModelInfo info,
    OptionalInt window,
    WordSite words,
    OptionalDouble scale,
    EmbeddingSite embedding,
    LayerColumn layers,
    NormSite last,
    List<Frequencies> frequencies)
    implements TextNetwork {
  RotaryDecoder {
    frequencies = List.copyOf(frequencies);
  }

  @Override
  public boolean packs() {
    return true;
  }

  @Override
  public NDArray tokenEmbedding() {
    return words.words();
  }

  @Override
  public Encoded forward(Inputs.Text inputs, Pass pass) {
    NDArray hidden = embedded(inputs.inputIds(), pass);
    Surroundings around =
        Surroundings.of(
            mask(Visibility.CAUSAL, inputs, hidden),
            window.isPresent()
                ? mask(Visibility.causalWindow(window.getAsInt()), inputs, hidden)
                : null);
    return Encoded.normed(layers.forward(hidden, around, pass), last, pass);
  }

  private static NDArray mask(Visibility seen, Inputs.Text inputs, NDArray hidden) {
    return seen.mask(inputs.attentionMask(), inputs.packed(), hidden);
  }

  @Override
  public Encoded next(NDArray ids, Pass pass) {
    NDArray hidden = embedded(ids, pass);
    return Encoded.normed(layers.forward(hidden, Surroundings.KEPT, pass), last, pass);
  }

  @Override
  public int regime(int length) {
    return frequencies.stream().mapToInt(each -> each.regime(length)).max().orElse(0);
  }

  private NDArray embedded(NDArray ids, Pass pass) {
    return embedding.forward(pass.part(() -> words.look(ids, this::scaled, pass)), pass);
  }

  /** The factor is rounded to the type of the weights, as the reference does. */
  private NDArray scaled(NDArray embedded) {
    if (scale.isEmpty()) {
      return embedded;
    }
    NDArray factor =
        embedded.getManager().create(new float[] {(float) scale.getAsDouble()}, new Shape(1));
    return Ops.mul(embedded, Ops.copyLike(factor, embedded));
  }
}
