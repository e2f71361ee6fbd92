package graft.format.convert.head;

import graft.architecture.LmHead;
import graft.architecture.Registry;
import graft.format.FormatRefusal;
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
public record MaskedLmHead(LmHead names, String activation, boolean isTied) {
  static final String CLASS = "ForMaskedLM";

  private static final int LAYERS = 2;

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

  /** Whether a class is one for masked words. */
  public static boolean isClass(String modelClass) {
    return modelClass.endsWith(CLASS);
  }

  /** The names of a class for masked words; empty where an architecture has none. */
  static Optional<LmHead> names(String modelType) {
    return Registry.find(modelType)
        .flatMap(known -> known.architecture().lmHead())
        .filter(head -> head.task() == LmHead.Task.MASKED);
  }

  /** The head of a model's class. */
  static MaskedLmHead of(ModelDirectory model) {
    String type = model.modelType();
    LmHead names =
        names(type)
            .orElseThrow(() ->
                FormatRefusal.of("%s has no class for masked language models".formatted(type)));
    boolean isTied = !Boolean.FALSE.equals(model.config().get("tie_word_embeddings"));
    return new MaskedLmHead(names, names.activation(model.config()), isTied);
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
