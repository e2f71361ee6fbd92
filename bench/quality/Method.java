package quality;

import java.util.List;

/**
 * A way to train, as a job says it.
 *
 * @param adapter in JSON, mostly nothing but a name
 * @param training members of the job's {@code training} beside the rate
 */
record Method(String name, String adapter, String training) {
  /** Never in a text, so that nothing but the head learns. */
  private static final String NO_WORD = "peft_trainable_tokens[token_indices=[1]]";

  /** As MiniLM's vocabulary numbers them: good, great, like, love, well, bad, not, no, never, n't's t, poor, worst. */
  private static final String WORDS =
      "peft_trainable_tokens[token_indices=[2204,2307,2066,2293,2092,2919,2025,2053,2196,1056,3532,5409]]";

  static final List<Method> ALL =
      List.of(
          plain("pfeiffer"),
          plain("houlsby"),
          plain("parallel"),
          plain("scaled_parallel"),
          plain("adapter_plus"),
          plain("pfeiffer+inv"),
          plain("houlsby+inv"),
          plain("compacter"),
          plain("compacter++"),
          plain("lora"),
          plain("dora"),
          plain("vera"),
          plain("dvora"),
          plain("mtl_lora"),
          plain("ia3"),
          plain("prefix_tuning"),
          plain("prefix_tuning_flat"),
          plain("prompt_tuning"),
          plain("loreft"),
          plain("noreft"),
          plain("direft"),
          plain("mam"),
          plain("unipelt"),
          plain("peft_lora"),
          plain("peft_lora[use_rslora=true]"),
          plain("peft_lora[use_dora=true]"),
          plain("peft_lora[lora_bias=true]"),
          plain("peft_lora[init_lora_weights='pissa']"),
          plain("peft_lora[init_lora_weights='olora']"),
          new Method("peft_lora, LoRA+ ratio 16", "\"peft_lora\"", "\"loraplus_lr_ratio\": 16"),
          plain("peft_ia3"),
          plain("peft_vera"),
          plain("peft_adalora"),
          plain("peft_ln_tuning"),
          plain("peft_prompt_tuning"),
          plain("peft_p_tuning"),
          plain("peft_p_tuning[encoder_reparameterization_type='LSTM']"),
          new Method("peft_trainable_tokens, 12 words", quoted(WORDS), ""),
          new Method("head alone", quoted(NO_WORD), ""));

  private static Method plain(String name) {
    return new Method(name, quoted(name), "");
  }

  /** One of the list, or what the service's own notation names. */
  static Method named(String name) {
    return ALL.stream()
        .filter(method -> method.name().equals(name))
        .findFirst()
        .orElseGet(() -> plain(name));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
