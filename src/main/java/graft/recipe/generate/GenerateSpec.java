package graft.recipe.generate;

import graft.chat.PromptInput;
import graft.recipe.ModelInSetup;
import java.util.List;

/** What to generate, and with what. */
public record GenerateSpec(ModelInSetup who, List<PromptInput> prompts, GenerationWishes wishes) {
  public GenerateSpec {
    prompts = List.copyOf(prompts);
  }
}
