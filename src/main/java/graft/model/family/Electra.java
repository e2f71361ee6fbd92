package graft.model.family;

import ai.djl.ndarray.NDArray;
import graft.architecture.Architecture;
import graft.architecture.ConfigKeys;
import graft.architecture.Dimensions;
import graft.architecture.HeadKind;
import graft.architecture.LmHead;
import graft.architecture.ModelConfig;
import graft.architecture.NativeHead;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.model.Assembly;
import graft.model.Encoded;
import graft.model.Inputs;
import graft.model.ModelFamily;
import graft.model.ModelInfo;
import graft.model.Network;
import graft.model.TextNetwork;
import graft.model.block.LayerBuilder;
import graft.model.block.LayerColumn;
import graft.model.block.Sublayer;
import graft.model.block.Surroundings;
import graft.model.block.Visibility;
import graft.model.shape.BertShape;
import graft.site.EmbeddingSite;
import graft.site.LinearSite;
import graft.site.Pass;
import graft.spec.job.HeadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * ELECTRA (Clark et al. 2020): BERT's layers behind embeddings that may be narrower than the hidden
 * states, and no pooler.
 */
public final class Electra implements ModelFamily {
  private static final ConfigKeys KEYS =
      ConfigKeys.ofEncoder(
          Set.of(
              "model_type",
              "hidden_size",
              "embedding_size",
              "num_hidden_layers",
              "num_attention_heads",
              "intermediate_size",
              "vocab_size",
              "max_position_embeddings",
              "type_vocab_size",
              "hidden_act",
              "layer_norm_eps",
              "hidden_dropout_prob",
              "attention_probs_dropout_prob",
              "classifier_dropout",
              "initializer_range",
              "pad_token_id",
              "tie_word_embeddings"),
          Map.of(),
          // What its first checkpoints say of the pre-training's second model.
          Set.of("summary_dropout", "generator_size", "discriminator_size"));

  private static final String SUMMARY = "sequence_summary.summary";

  private static final Architecture ARCHITECTURE =
      new Architecture(
          "electra",
          "electra.",
          "ElectraAdapterModel",
          KEYS,
          List.of(Bert.LAYERS),
          List.of(
              NativeHead.of(HeadKind.SEQUENCE, "gelu", "classifier.dense", "classifier.out_proj"),
              NativeHead.of(HeadKind.CHOICE, "gelu", SUMMARY, "classifier"),
              NativeHead.of(HeadKind.TOKENS, "classifier"),
              NativeHead.of(HeadKind.SPAN, "qa_outputs")),
          Optional.of(
              LmHead.masked(
                  "generator_predictions.dense",
                  "generator_predictions.LayerNorm",
                  "generator_lm_head",
                  "generator_lm_head.bias",
                  Optional.empty())),
          Optional.of("self_prefix"),
          HeadSpec.Pooling.FIRST,
          "ElectraTokenizer",
          Encoders.TASKS,
          Set.of());

  @Override
  public List<Architecture> architectures() {
    return List.of(ARCHITECTURE);
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    BertShape shape = BertShape.of(config, false);
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.of(shape.positions()));
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    BertShape shape = BertShape.of(assembly.config(), false);
    int width = assembly.config().size("embedding_size", 128);
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.ENCODER);
    Embeddings embeddings = Embeddings.read(whole, shape, width);
    EmbeddingSite embedding = whole.embedding(width);
    Optional<LinearSite> widening =
        width == shape.hidden()
            ? Optional.empty()
            : Optional.of(
                whole.linear(Role.EMBEDDING, "embeddings_project", width, shape.hidden()));
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      LayerBuilder at = new LayerBuilder(assembly, Stack.ENCODER, i, Bert.LAYERS.layer(i));
      layers.add(Bert.layer(at, shape));
    }
    return new Model(shape, embeddings, embedding, widening, new LayerColumn(layers));
  }

  private record Model(
      BertShape shape,
      Embeddings embeddings,
      EmbeddingSite embedding,
      Optional<LinearSite> widening,
      LayerColumn layers)
      implements TextNetwork {
    @Override
    public ModelInfo info() {
      return shape.info();
    }

    @Override
    public NDArray tokenEmbedding() {
      return embeddings.words().words();
    }

    @Override
    public Encoded forward(Inputs.Text inputs, Pass pass) {
      NDArray embedded = pass.part(() -> embeddings.of(inputs, pass));
      NDArray narrow = embedding.forward(embedded, pass);
      NDArray hidden =
          widening.map(linear -> pass.part(() -> linear.forward(narrow, pass))).orElse(narrow);
      NDArray mask = Visibility.FULL.mask(inputs.attentionMask(), hidden);
      return Encoded.of(layers.forward(hidden, Surroundings.of(mask), pass));
    }
  }
}
