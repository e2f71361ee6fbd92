package graft.format.model;

import graft.format.Origin;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A model's sizes, under whatever keys its architecture's {@code config.json} gives them. A key
 * that is absent has its default.
 *
 * @param layers of encoder and decoder together
 * @param positions how many tokens an input may have; empty where positions are relative, or not
 *     tokens
 */
record ModelShape(int hiddenSize, int layers, OptionalInt positions) {
  private static final String POSITIONS = "max_position_embeddings";

  static ModelShape of(String modelType, Map<String, @Nullable Object> config, Origin origin) {
    return new Reader(config, origin).shape(modelType);
  }

  private record Reader(Map<String, @Nullable Object> config, Origin origin) {
    ModelShape shape(String modelType) {
      return switch (modelType) {
        case "bert" -> common(768, 12, size(POSITIONS, 512));
        case "roberta", "xlm-roberta" -> common(768, 12, behindPadding());
        case "distilbert" -> shape(size("dim", 768), size("n_layers", 6), size(POSITIONS, 512));
        case "gpt2" -> shape(size("n_embd", 768), size("n_layer", 12), size("n_positions", 1024));
        case "llama" -> common(4096, 32, size(POSITIONS, 2048));
        case "mistral" -> common(4096, 32, size(POSITIONS, 131_072));
        case "qwen2" -> common(4096, 32, size(POSITIONS, 32_768));
        case "bart" ->
            shape(
                size("d_model", 1024),
                size("encoder_layers", 12) + size("decoder_layers", 12),
                size(POSITIONS, 1024));
        case "t5" -> {
          int encoder = size("num_layers", 6);
          int decoder = size("num_decoder_layers", encoder);
          yield new ModelShape(size("d_model", 512), encoder + decoder, OptionalInt.empty());
        }
        case "vit" ->
            new ModelShape(
                size("hidden_size", 768), size("num_hidden_layers", 12), OptionalInt.empty());
        default ->
            throw origin.fault(
                "model_type is %s, known are bart, bert, distilbert, gpt2, llama, mistral, qwen2, roberta, t5, vit, xlm-roberta"
                    .formatted(Origin.printable(modelType)));
      };
    }

    private ModelShape common(int hidden, int layers, int positions) {
      return shape(size("hidden_size", hidden), size("num_hidden_layers", layers), positions);
    }

    private static ModelShape shape(int hidden, int layers, int positions) {
      return new ModelShape(hidden, layers, OptionalInt.of(positions));
    }

    /** RoBERTa counts positions from the one after the padding token's number. */
    private int behindPadding() {
      int positions = size(POSITIONS, 512);
      Object value = config.get("pad_token_id");
      int padding = value == null ? 1 : value instanceof Integer id ? id : -1;
      if (padding < 0 || padding > positions - 2) {
        throw origin.fault(
            "pad_token_id must be a whole number from 0 to %d, below %s, not %s"
                .formatted(positions - 2, POSITIONS, Origin.printable(String.valueOf(value))));
      }
      return positions - padding - 1;
    }

    private int size(String key, int byDefault) {
      Object value = config.get(key);
      if (value == null) {
        return byDefault;
      }
      if (value instanceof Integer size && size > 0) {
        return size;
      }
      throw origin.fault(
          key + " must be a whole number above 0, not " + Origin.printable(value.toString()));
    }
  }
}
