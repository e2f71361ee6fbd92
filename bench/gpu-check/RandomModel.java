import graft.format.DType;
import graft.format.MadeTensor;
import graft.format.SafetensorsWriter;
import graft.tensor.random.SplitMix;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model directory whose weights are drawn from their names, written in bf16; its tokens are the
 * words w0, w1 … and some special ones.
 *
 * @param keyHeads of a LLaMA, which queries share
 */
record RandomModel(
    Kind kind, int layers, int hidden, int heads, int keyHeads, int inner, int vocabulary) {
  /** The two shapes: an encoder with positions of its own, and a decoder whose heads turn. */
  enum Kind {
    BERT,
    LLAMA
  }

  static final int WORDS = 100;
  private static final int LENGTH = 1024;
  private static final int LANES = 4;
  private static final int PIECE = 1 << 20;
  private static final double BOUND = 0.035;
  private static final short[] VALUES = values();

  /** Of what is multiplied with each token: all but the table that ids look into. */
  long multiplied() {
    return tensors().stream()
        .filter(tensor -> !tensor.name().contains("embed"))
        .mapToLong(tensor -> tensor.bytes() / Short.BYTES)
        .sum();
  }

  /** Writes the directory, and gives it back. */
  Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("config.json"), config());
    Files.writeString(directory.resolve("tokenizer.json"), tokenizer());
    Files.writeString(directory.resolve("tokenizer_config.json"), tokenizerConfig());
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"), tensors(), Map.of("format", "pt"));
    return directory;
  }

  private String config() {
    String common =
        """
        "hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d, "intermediate_size": %d,
        "vocab_size": %d, "max_position_embeddings": %d, "initializer_range": 0.02, "torch_dtype": "bfloat16",
        """
            .formatted(hidden, layers, heads, inner, vocabulary, LENGTH);
    return switch (kind) {
      case BERT ->
          """
          {"architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu", %s
           "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "layer_norm_eps": 1e-12,
           "type_vocab_size": 2, "pad_token_id": 0, "position_embedding_type": "absolute"}
          """
              .formatted(common);
      case LLAMA ->
          """
          {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", %s
           "num_key_value_heads": %d, "head_dim": %d, "rms_norm_eps": 1e-05, "rope_theta": 10000.0,
           "rope_scaling": null, "attention_bias": false, "attention_dropout": 0.0, "mlp_bias": false,
           "tie_word_embeddings": false, "bos_token_id": 2, "eos_token_id": 3, "pad_token_id": 0}
          """
              .formatted(common, keyHeads, hidden / heads);
    };
  }

  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private static String tokenizer() {
    String added =
        IntStream.range(0, SPECIAL.size())
            .mapToObj(
                i ->
                    """
                    {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}\
                    """
                        .formatted(i, SPECIAL.get(i)))
            .collect(Collectors.joining(", "));
    String special =
        IntStream.range(0, SPECIAL.size())
            .mapToObj(i -> "\"%s\": %d".formatted(SPECIAL.get(i), i))
            .collect(Collectors.joining(", "));
    String words =
        IntStream.range(0, WORDS)
            .mapToObj(i -> "\"w%d\": %d".formatted(i, SPECIAL.size() + i))
            .collect(Collectors.joining(", "));
    return """
    {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s], "normalizer": null,
     "pre_tokenizer": {"type": "WhitespaceSplit"},
     "post_processor": {"type": "TemplateProcessing",
       "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
       "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
       "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]}, "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
     "decoder": null, "model": {"type": "WordLevel", "vocab": {%s, %s}, "unk_token": "[UNK]"}}
    """
        .formatted(added, special, words);
  }

  private static String tokenizerConfig() {
    return """
    {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]",
     "sep_token": "[SEP]", "mask_token": "[MASK]", "bos_token": "[CLS]", "eos_token": "[SEP]", "model_max_length": %d}
    """
        .formatted(LENGTH);
  }

  private List<MadeTensor> tensors() {
    List<MadeTensor> all = new ArrayList<>();
    switch (kind) {
      case BERT -> bert(all);
      case LLAMA -> llama(all);
    }
    return all;
  }

  private void bert(List<MadeTensor> all) {
    all.add(drawn("embeddings.word_embeddings.weight", vocabulary, hidden));
    all.add(drawn("embeddings.position_embeddings.weight", LENGTH, hidden));
    all.add(drawn("embeddings.token_type_embeddings.weight", 2, hidden));
    norm(all, "embeddings.LayerNorm");
    for (int i = 0; i < layers; i++) {
      String layer = "encoder.layer." + i + ".";
      for (String name : List.of("query", "key", "value")) {
        linear(all, layer + "attention.self." + name, hidden, hidden);
      }
      linear(all, layer + "attention.output.dense", hidden, hidden);
      norm(all, layer + "attention.output.LayerNorm");
      linear(all, layer + "intermediate.dense", inner, hidden);
      linear(all, layer + "output.dense", hidden, inner);
      norm(all, layer + "output.LayerNorm");
    }
    linear(all, "pooler.dense", hidden, hidden);
  }

  private void llama(List<MadeTensor> all) {
    int narrow = hidden / heads * keyHeads;
    all.add(drawn("model.embed_tokens.weight", vocabulary, hidden));
    for (int i = 0; i < layers; i++) {
      String layer = "model.layers." + i + ".";
      all.add(same(layer + "input_layernorm.weight", 1, hidden));
      all.add(drawn(layer + "self_attn.q_proj.weight", hidden, hidden));
      all.add(drawn(layer + "self_attn.k_proj.weight", narrow, hidden));
      all.add(drawn(layer + "self_attn.v_proj.weight", narrow, hidden));
      all.add(drawn(layer + "self_attn.o_proj.weight", hidden, hidden));
      all.add(same(layer + "post_attention_layernorm.weight", 1, hidden));
      all.add(drawn(layer + "mlp.gate_proj.weight", inner, hidden));
      all.add(drawn(layer + "mlp.up_proj.weight", inner, hidden));
      all.add(drawn(layer + "mlp.down_proj.weight", hidden, inner));
    }
    all.add(same("model.norm.weight", 1, hidden));
    all.add(drawn("lm_head.weight", vocabulary, hidden));
  }

  private static void linear(List<MadeTensor> all, String name, long out, long in) {
    all.add(drawn(name + ".weight", out, in));
    all.add(same(name + ".bias", 0, out));
  }

  private void norm(List<MadeTensor> all, String name) {
    all.add(same(name + ".weight", 1, hidden));
    all.add(same(name + ".bias", 0, hidden));
  }

  private static MadeTensor drawn(String name, long... shape) {
    SplitMix numbers = new SplitMix(SplitMix.mix(name.hashCode()));
    return made(
        name,
        shape,
        out -> {
          long size = elements(shape);
          for (long from = 0; from < size; from += PIECE) {
            int count = (int) Math.min(PIECE, size - from);
            ByteBuffer bytes = buffer(count);
            for (int i = 0; i < count; i += LANES) {
              long bits = numbers.bits((from + i) / LANES);
              for (int lane = i; lane < Math.min(i + LANES, count); lane++) {
                bytes.putShort(VALUES[(int) (bits & 0xFFFF)]);
                bits >>>= 16;
              }
            }
            put(out, bytes);
          }
        });
  }

  private static MadeTensor same(String name, float value, long size) {
    return made(
        name,
        new long[] {size},
        out -> {
          ByteBuffer bytes = buffer((int) size);
          for (int i = 0; i < size; i++) {
            bytes.putShort(bfloat16(value));
          }
          put(out, bytes);
        });
  }

  private static MadeTensor made(String name, long[] shape, Consumer<OutputStream> content) {
    return new MadeTensor(name, DType.BF16, shape, content);
  }

  private static ByteBuffer buffer(int elements) {
    return ByteBuffer.allocate(elements * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void put(OutputStream out, ByteBuffer bytes) {
    try {
      out.write(bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long elements(long[] shape) {
    long size = 1;
    for (long length : shape) {
      size *= length;
    }
    return size;
  }

  private static short[] values() {
    short[] values = new short[1 << 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = bfloat16((float) ((2.0 * i / values.length - 1) * BOUND));
    }
    return values;
  }

  private static short bfloat16(float value) {
    return (short) (Float.floatToRawIntBits(value) >>> 16);
  }
}
