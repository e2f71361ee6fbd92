package graft.format.convert.peft.lora;

import graft.format.convert.peft.file.PeftHead;
import java.util.Optional;

/** The names of the tensors of one adapter in AdapterHub and in PEFT files. */
final class PeftNames {
  static final String ROOT = PeftHead.WRAPPED;

  /** Of what a LoRA or (IA)^3 module holds in PEFT, after its path. */
  enum Part {
    A(".lora_A.weight", "lora_A"),
    B(".lora_B.weight", "lora_B"),
    SCALE(".ia3_l", "lora_B"),
    /** Of DoRA: the lengths of the rows. */
    MAGNITUDE(".lora_magnitude_vector", "lora_magnitude_vector"),
    /** Of B, with {@code lora_bias}. */
    B_BIAS(".lora_B.bias", "lora_B_bias"),
    /** What PiSSA and OLoRA took out of the weight; PEFT finds it again. */
    INITIAL_A(".initial_A.weight", "initial_A"),
    INITIAL_B(".initial_B.weight", "initial_B"),
    /** Vectors of tokens, at the module of the word embeddings. */
    TOKENS(".token_adapter.trainable_tokens_delta", "trainable_tokens_delta"),
    /** Of the projection, trained; AdapterHub has none. */
    BIAS(".base_layer.bias", "bias"),
    /** Of a projection or a norm that has no more than a trained bias. */
    LONE_BIAS(".bias", "bias");

    private final String peft;
    private final String adapterHub;

    Part(String peft, String adapterHub) {
      this.peft = peft;
      this.adapterHub = adapterHub;
    }

    int dimensions() {
      return isBias() || this == MAGNITUDE || this == B_BIAS ? 1 : 2;
    }

    /** Whether it is a trained bias of the base model. */
    boolean isBias() {
      return this == BIAS || this == LONE_BIAS;
    }

    private String own() {
      return this == SCALE ? "ia3_l" : adapterHub;
    }
  }

  /**
   * A tensor of a module.
   *
   * @param path of the module in the model with a head
   */
  record Named(String path, Part part) {
    /** {@code base_model.model.PATH.lora_A.weight}. */
    String peft() {
      return ROOT + path + part.peft;
    }

    /** {@code PATH.loras.ADAPTER.lora_A}. */
    String adapterHub(String adapter) {
      return path + infix(adapter) + part.adapterHub;
    }

    /** {@code PATH.loras.ADAPTER.ia3_l}: PEFT's own word for a tensor that AdapterHub has not. */
    String own(String adapter) {
      return path + infix(adapter) + part.own();
    }
  }

  private PeftNames() {}

  /** Reads a name of a PEFT file; empty if it is not one of a LoRA or (IA)^3 module. */
  static Optional<Named> ofPeft(String name) {
    for (Part part : Part.values()) {
      if (name.startsWith(ROOT) && name.endsWith(part.peft)) {
        String path = name.substring(ROOT.length(), name.length() - part.peft.length());
        return Optional.of(new Named(path, part));
      }
    }
    return Optional.empty();
  }

  /**
   * Reads a name of an AdapterHub file; empty if it is not one of a LoRA or (IA)^3 module.
   *
   * @param isScale whether the adapter rescales, as (IA)^3 does
   */
  static Optional<Named> ofAdapterHub(String name, String adapter, boolean isScale) {
    int at = name.indexOf(infix(adapter));
    if (at < 0) {
      return Optional.empty();
    }
    return switch (name.substring(at + infix(adapter).length())) {
      case "lora_A" -> Optional.of(new Named(name.substring(0, at), Part.A));
      case "lora_B" -> Optional.of(new Named(name.substring(0, at), isScale ? Part.SCALE : Part.B));
      default -> Optional.empty();
    };
  }

  /** Reads a name that {@link Named#own} wrote; empty if it is none. */
  static Optional<Named> ofOwn(String name, String adapter) {
    for (Part part : Part.values()) {
      String end = infix(adapter) + part.own();
      if (name.endsWith(end)) {
        return Optional.of(new Named(name.substring(0, name.length() - end.length()), part));
      }
    }
    return Optional.empty();
  }

  private static String infix(String adapter) {
    return ".loras." + adapter + ".";
  }
}
