package graft.format.exchange.head;

import graft.format.FormatRefusal;
import graft.format.model.MaskedLmNames;
import graft.format.model.ModelDirectory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of a native class for masked language modelling: linear, activation, layer norm, and the
 * vocabulary projection.
 *
 * @param activation that the class applies; its configuration has no other for the head alone
 * @param isTied whether the projection's weight is the word embeddings, and so not stored
 */
public record MaskedLmHead(MaskedLmNames names, String activation, boolean isTied) {
  public static final String CLASS = "ForMaskedLM";

  private static final int LAYERS = 2;
  private static final String GELU = "gelu";

  /**
   * The head of a model's class, if it computes what a head of AdapterHub does.
   *
   * @param config of AdapterHub's head
   */
  static Optional<MaskedLmHead> like(ModelDirectory model, Map<String, @Nullable Object> config) {
    return Optional.of(of(model))
        .filter(
            head -> isLike(config) && head.activation.equals(config.get("activation_function")));
  }

  /** Whether a head of AdapterHub has the shape of a class's; the activation is the model's. */
  static boolean isLike(Map<String, @Nullable Object> config) {
    return "masked_lm".equals(config.get("head_type"))
        && Integer.valueOf(LAYERS).equals(config.get("layers"));
  }

  /** AdapterHub's configuration of a head that computes the same. */
  Map<String, @Nullable Object> config() {
    Map<String, @Nullable Object> config = new HashMap<>();
    config.put("head_type", "masked_lm");
    config.put("layers", LAYERS);
    config.put("activation_function", activation);
    config.put("layer_norm", true);
    config.put("bias", true);
    config.put("shift_labels", false);
    config.put("label2id", null);
    return config;
  }

  /** The head of a model's class. */
  static MaskedLmHead of(ModelDirectory model) {
    String type = model.modelType();
    MaskedLmNames names =
        MaskedLmNames.of(type)
            .orElseThrow(() ->
                FormatRefusal.of("%s has no class for masked language models".formatted(type)));
    Object activation =
        switch (type) {
          case "bert" -> model.config().get("hidden_act");
          case "distilbert" -> model.config().get("activation");
          default -> GELU;
        };
    boolean isTied = !Boolean.FALSE.equals(model.config().get("tie_word_embeddings"));
    return new MaskedLmHead(
        names, Optional.ofNullable(activation).map(Object::toString).orElse(GELU), isTied);
  }

  /** AdapterHub's names by those of the class, which has its bias twice. */
  SortedMap<String, String> sources(String head) {
    SortedMap<String, String> sources = new TreeMap<>();
    names
        .places()
        .forEach((place, all) ->
            all.forEach(name -> sources.put(name, "heads.%s.%s".formatted(head, place))));
    if (isTied) {
      sources.remove(names.decoder() + ".weight");
    }
    return sources;
  }
}
