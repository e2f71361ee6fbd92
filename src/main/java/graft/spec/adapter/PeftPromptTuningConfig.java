package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.Pace;
import graft.spec.adapter.attribute.PromptStart;
import java.util.Optional;

/**
 * Prompt tuning (Lester et al. 2021) as PEFT configures it: trained vectors before those of the
 * text.
 *
 * @param promptTuningInitText read with the base model's tokenizer
 */
public record PeftPromptTuningConfig(
    @Attribute(value = "Virtual tokens before each text", min = 1, max = 65_536)
        int numVirtualTokens,
    @Attribute(
            "How their vectors start: RANDOM numbers, those of a TEXT, or of a SAMPLE_VOCAB of words")
        PromptStart promptTuningInit,
    @Attribute("The text that they start as, with TEXT") Optional<String> promptTuningInitText)
    implements PeftConfig {
  public static final String ARCHITECTURE = "peft_prompt_tuning";

  /** Words to begin with: vectors of random numbers are much longer than those of words. */
  public static final PeftPromptTuningConfig DEFAULTS =
      new PeftPromptTuningConfig(20, PromptStart.SAMPLE_VOCAB, Optional.empty());

  private static final int LONGEST_TEXT = 100_000;

  public PeftPromptTuningConfig {
    Check check = new Check();
    check.that(
        numVirtualTokens >= 1 && numVirtualTokens <= 65_536,
        "num_virtual_tokens",
        "must be from 1 to 65536, not " + numVirtualTokens);
    check.that(
        promptTuningInit != PromptStart.TEXT
            || promptTuningInitText.filter(text -> !text.isBlank()).isPresent(),
        "prompt_tuning_init_text",
        "must be said with prompt_tuning_init TEXT");
    check.that(
        promptTuningInitText.isEmpty() || promptTuningInit == PromptStart.TEXT,
        "prompt_tuning_init_text",
        "is for prompt_tuning_init TEXT");
    check.that(
        promptTuningInitText.map(String::length).orElse(0) <= LONGEST_TEXT,
        "prompt_tuning_init_text",
        "must have at most 100000 characters");
    check.done();
  }

  @Override
  public String method() {
    return ARCHITECTURE;
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public boolean changesWeights() {
    return false;
  }

  // Single vectors of the width of words.
  @Override
  public Pace pace() {
    return Pace.LONGEST;
  }
}
