package graft.model.family;

import graft.architecture.Architecture;
import graft.architecture.ConfigKeys;
import graft.architecture.Dimensions;
import graft.architecture.HeadKind;
import graft.architecture.LayerStack;
import graft.architecture.LmHead;
import graft.architecture.ModelConfig;
import graft.architecture.NativeHead;
import graft.architecture.Projection;
import graft.architecture.Quirk;
import graft.architecture.Role;
import graft.architecture.Stack;
import graft.model.Assembly;
import graft.model.ModelFamily;
import graft.model.Network;
import graft.model.block.Attention;
import graft.model.block.Bias;
import graft.model.block.FeedForward;
import graft.model.block.HeadNorms;
import graft.model.block.LayerBuilder;
import graft.model.block.LayerColumn;
import graft.model.block.Positional;
import graft.model.block.Projections;
import graft.model.block.Reach;
import graft.model.block.Rotary;
import graft.model.block.Sublayer;
import graft.model.block.WindowOverPrefix;
import graft.model.shape.LlamaShape;
import graft.site.EmbeddingSite;
import graft.site.NormSite;
import graft.site.WordSite;
import graft.spec.job.HeadSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * LLaMA (Touvron et al. 2023) and what follows it closely: Mistral, whose layers see a window, Qwen
 * 2, which has biases on queries, keys and values, Qwen 3, which norms queries and keys, and
 * SmolLM3, some of whose layers have no positions. Rotary positions, root-mean-square norms before
 * each sublayer, a gated feed-forward.
 */
public final class Llama implements ModelFamily {
  private static final Set<String> SHARED_KEYS =
      Set.of(
          "model_type",
          "hidden_size",
          "num_hidden_layers",
          "num_attention_heads",
          "num_key_value_heads",
          "head_dim",
          "intermediate_size",
          "vocab_size",
          "max_position_embeddings",
          "original_max_position_embeddings",
          "hidden_act",
          "rms_norm_eps",
          "attention_dropout",
          "attention_bias",
          "mlp_bias",
          "initializer_range",
          "pad_token_id",
          "rope_theta",
          "rope_scaling",
          "rope_parameters",
          "sliding_window",
          "use_sliding_window",
          "max_window_layers",
          "layer_types",
          "tie_word_embeddings");

  private static final ConfigKeys KEYS = keys(Set.of());

  /** AdapterHub swaps the two words for LLaMA and Mistral, though not for the others. */
  private static final List<Projection> SWAPPED = projections("mlp.down_proj", "mlp.up_proj");

  private static final List<Projection> NATURAL = projections("mlp.up_proj", "mlp.down_proj");

  /** Transformers keeps an old name in the classes of all but Mistral. */
  private static final Set<Quirk> SPANS = Set.of(Quirk.SPANS_ARE_OF_TRANSFORMER);

  private static final Set<Quirk> UNDOES =
      Set.of(Quirk.SPANS_ARE_OF_TRANSFORMER, Quirk.NATIVE_CLASSES_UNDO_INVERTIBLE);

  private static final Architecture LLAMA = architecture("llama", "Llama", KEYS, SWAPPED, SPANS);
  private static final Architecture MISTRAL =
      architecture("mistral", "Mistral", KEYS, SWAPPED, Set.of());
  private static final Architecture QWEN2 = architecture("qwen2", "Qwen2", KEYS, NATURAL, UNDOES);
  private static final Architecture QWEN3 = architecture("qwen3", "Qwen3", KEYS, NATURAL, UNDOES);
  private static final Architecture SMOLLM3 =
      architecture(
          "smollm3",
          "SmolLM3",
          keys(Set.of("no_rope_layers", "no_rope_layer_interval")),
          NATURAL,
          SPANS);

  /** The keys that all read, and more. */
  private static ConfigKeys keys(Set<String> more) {
    Set<String> read = new HashSet<>(SHARED_KEYS);
    read.addAll(more);
    // How training was split over devices.
    return ConfigKeys.ofDecoder(read, Map.of(), Set.of("pretraining_tp"));
  }

  private static List<Projection> projections(String intermediate, String output) {
    return List.of(
        Projection.of("self_attn.q_proj", Role.QUERY),
        Projection.of("self_attn.k_proj", Role.KEY),
        Projection.of("self_attn.v_proj", Role.VALUE),
        Projection.of(intermediate, Role.INTERMEDIATE),
        Projection.of(output, Role.OUTPUT));
  }

  private static Architecture architecture(
      String modelType,
      String name,
      ConfigKeys keys,
      List<Projection> projections,
      Set<Quirk> quirks) {
    return new Architecture(
        modelType,
        "model.",
        name + "AdapterModel",
        keys,
        List.of(new LayerStack(Stack.DECODER, "layers.{}.", projections)),
        List.of(
            NativeHead.withoutBias(HeadKind.SEQUENCE, "score"),
            NativeHead.of(HeadKind.TOKENS, "score"),
            NativeHead.of(HeadKind.SPAN, "qa_outputs")),
        Optional.of(LmHead.projection(LmHead.Task.CAUSAL, "ForCausalLM", "lm_head")),
        Optional.of("self_prefix"),
        HeadSpec.Pooling.LAST,
        "LlamaTokenizer",
        Decoders.TASKS,
        quirks);
  }

  @Override
  public List<Architecture> architectures() {
    return List.of(LLAMA, MISTRAL, QWEN2, QWEN3, SMOLLM3);
  }

  /**
   * With a list of layers, auto classes make a Mistral a Ministral, whose class has the old name.
   */
  @Override
  public Architecture of(Architecture architecture, ModelConfig config) {
    return architecture.equals(MISTRAL) && config.json().containsKey("layer_types")
        ? architecture.with(Quirk.SPANS_ARE_OF_TRANSFORMER)
        : architecture;
  }

  @Override
  public Dimensions dimensions(Architecture architecture, ModelConfig config) {
    LlamaShape shape = LlamaShape.of(architecture, config);
    return new Dimensions(shape.hidden(), shape.layers(), OptionalInt.of(shape.positions()));
  }

  @Override
  public Network build(Architecture architecture, Assembly assembly) {
    LlamaShape shape = LlamaShape.of(architecture, assembly.config());
    LayerBuilder whole = LayerBuilder.whole(assembly, Stack.DECODER);
    WordSite words =
        whole.words(
            "embed_tokens",
            assembly.weights().read("embed_tokens.weight", shape.vocabulary(), shape.hidden()));
    EmbeddingSite embedding = whole.embedding(shape.hidden());
    Rotary rotary = new Rotary(shape.frequencies());
    LayerStack stack = architecture.stacks().getFirst();
    List<List<Sublayer>> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      LayerBuilder at = new LayerBuilder(assembly, Stack.DECODER, i, stack.layer(i));
      layers.add(layer(at, shape, rotary, roleOf(architecture)));
    }
    NormSite last = whole.rmsNorm("norm", shape.hidden(), shape.eps());
    return new RotaryDecoder(
        shape.info(),
        shape.window(),
        words,
        OptionalDouble.empty(),
        embedding,
        new LayerColumn(layers),
        last,
        List.of(shape.frequencies()));
  }

  private interface Roles {
    Role of(String path);
  }

  private static Roles roleOf(Architecture architecture) {
    return path ->
        architecture.stacks().getFirst().projections().stream()
            .filter(projection -> projection.path().equals(path))
            .findFirst()
            .orElseThrow()
            .role();
  }

  private static List<Sublayer> layer(
      LayerBuilder at, LlamaShape shape, Rotary rotary, Roles roles) {
    int hidden = shape.hidden();
    long queries = (long) shape.heads() * shape.headSize();
    long keys = (long) shape.keyHeads() * shape.headSize();
    Bias projected = shape.projectionBias();
    Bias output = shape.outputBias();
    Bias fed = shape.feedForwardBias();
    Sublayer attending =
        new Sublayer.Attending(
            Optional.of(at.rmsNorm("input_layernorm", hidden, shape.eps())),
            new Projections.Separate(
                at.linear(Role.QUERY, "self_attn.q_proj", hidden, queries, projected),
                at.linear(Role.KEY, "self_attn.k_proj", hidden, keys, projected),
                at.linear(Role.VALUE, "self_attn.v_proj", hidden, keys, projected)),
            new Attention(
                at.attention(
                    Role.SELF_ATTENTION,
                    "self_attn",
                    shape.keyHeads(),
                    shape.headSize(),
                    hidden,
                    "self_prefix"),
                shape.heads(),
                positional(at, shape, rotary),
                1 / Math.sqrt(shape.headSize()),
                shape.attentionDropout()),
            at.linear(Role.ATTENTION_OUTPUT, "self_attn.o_proj", queries, hidden, output),
            OptionalDouble.empty(),
            at.joined(
                Role.SELF_ATTENTION,
                "attention_adapters",
                hidden,
                shape.joint(),
                shape.attentionDropout()),
            shape.hasWindow(at.layer()) ? Reach.SELF_NEAR : Reach.SELF);
    Sublayer feeding =
        new Sublayer.Feeding(
            Optional.of(at.rmsNorm("post_attention_layernorm", hidden, shape.eps())),
            new FeedForward.Gated(
                at.linear(Role.GATE, "mlp.gate_proj", hidden, shape.intermediate(), fed),
                shape.activation(),
                at.linear(
                    roles.of("mlp.up_proj"), "mlp.up_proj", hidden, shape.intermediate(), fed),
                at.linear(
                    roles.of("mlp.down_proj"), "mlp.down_proj", shape.intermediate(), hidden, fed)),
            OptionalDouble.empty(),
            at.joined(
                Role.FEED_FORWARD,
                "output_adapters",
                hidden,
                shape.joint(),
                shape.attentionDropout()));
    return List.of(attending, feeding);
  }

  private static Positional positional(LayerBuilder at, LlamaShape shape, Rotary rotary) {
    Positional placed = shape.rotates(at.layer()) ? rotary : Positional.NONE;
    Positional turned =
        shape.normsHeads() ? HeadNorms.of(at, shape.headSize(), shape.eps(), placed) : placed;
    return shape.hasWindow(at.layer())
        ? new WindowOverPrefix(turned, shape.window().orElseThrow())
        : turned;
  }
}
