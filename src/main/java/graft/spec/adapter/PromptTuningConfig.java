package graft.spec.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.attribute.Pace;
import java.util.Optional;

/**
 * Prompt tuning (Lester et al. 2021) as AdapterHub has it: trained vectors behind the embedding
 * block, where they take no positions.
 *
 * @param promptInitText read with the base model's tokenizer (T21)
 */
public record PromptTuningConfig(
    @Attribute(value = "Vectors before each text", min = 1, max = 65_536) int promptLength,
    @Attribute("How they start: random, or as the words of a text") Start promptInit,
    @Attribute("The text that they start as, with from_string") Optional<String> promptInitText,
    @Attribute("Where they stand: before the text, or behind its first token") Combine combine,
    @Attribute("Seed of their initialisation; drawn from the job's seed when absent")
        Optional<Long> initWeightsSeed)
    implements AdapterConfig {
  public static final String ARCHITECTURE = "prompt_tuning";

  public static final PromptTuningConfig DEFAULTS =
      new PromptTuningConfig(
          10, Start.RANDOM_UNIFORM, Optional.empty(), Combine.PREFIX, Optional.empty());

  private static final int LONGEST_TEXT = 100_000;

  /** How the vectors start. */
  public enum Start {
    RANDOM_UNIFORM,
    FROM_STRING
  }

  /** Where they stand. */
  public enum Combine {
    PREFIX,
    PREFIX_AFTER_BOS
  }

  public PromptTuningConfig {
    Check check = new Check();
    check.that(
        promptLength >= 1 && promptLength <= 65_536,
        "prompt_length",
        "must be from 1 to 65536, not " + promptLength);
    check.that(
        promptInit != Start.FROM_STRING
            || promptInitText.filter(text -> !text.isBlank()).isPresent(),
        "prompt_init_text",
        "must be said with prompt_init from_string");
    check.that(
        promptInitText.map(String::length).orElse(0) <= LONGEST_TEXT,
        "prompt_init_text",
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

  // Single vectors of the width of words.
  @Override
  public Pace pace() {
    return Pace.LONGEST;
  }

  @Override
  public Optional<String> beyondPeft() {
    return Optional.of(
        "AdapterHub's prompts stand behind the embedding block and take no positions, PEFT's"
            + " do both otherwise; train peft_prompt_tuning");
  }
}
