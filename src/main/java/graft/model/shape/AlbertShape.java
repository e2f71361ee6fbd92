package graft.model.shape;

import graft.architecture.ModelConfig;

/**
 * The numbers of an ALBERT's {@code config.json}, with the defaults of the reference.
 *
 * @param bert what it has in common with BERT; its layers are those that a text goes through
 * @param embedded width of the embeddings
 * @param groups of stored layers
 * @param inner stored layers of a group, which follow each other
 */
public record AlbertShape(BertShape bert, int embedded, int groups, int inner) {
  public static AlbertShape of(ModelConfig config) {
    BertShape bert =
        new BertShape(
            config.size("hidden_size", 4096),
            config.size("num_hidden_layers", 12),
            config.size("num_attention_heads", 64),
            config.size("intermediate_size", 16384),
            config.size("vocab_size", 30000),
            config.size("max_position_embeddings", 512),
            config.size("type_vocab_size", 2),
            config.activation("hidden_act", "gelu_new"),
            config.positive("layer_norm_eps", 1e-12),
            config.probability("hidden_dropout_prob", 0),
            config.probability("attention_probs_dropout_prob", 0),
            config.probability("classifier_dropout_prob", 0.1),
            config.positive("initializer_range", 0.02),
            config.id("pad_token_id", 0),
            config.flag("tie_word_embeddings", true),
            false);
    Padding.require(bert.padTokenId(), bert.vocabulary());
    return new AlbertShape(
        bert,
        config.size("embedding_size", 128),
        config.size("num_hidden_groups", 1),
        inner(config));
  }

  /** How many stored layers a group has. */
  public static int inner(ModelConfig config) {
    return config.size("inner_group_num", 1);
  }

  /** The group of a layer, rounded as the reference does. */
  public int group(int layer) {
    return (int) (layer / ((double) bert.layers() / groups));
  }
}
