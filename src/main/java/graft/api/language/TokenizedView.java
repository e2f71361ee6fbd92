package graft.api.language;

import graft.recipe.generate.ReadPrompt;
import graft.spec.Attribute;
import java.util.List;
import java.util.Optional;

/** What a model reads. */
record TokenizedView(
    @Attribute("What was tokenized: of messages what the template makes of them") String text,
    List<Integer> tokenIds,
    @Attribute("As the vocabulary spells them") List<String> tokens,
    @Attribute(
            "1 for each token that the assistant says; null of a text, and where neither the template marks it nor its texts begin alike")
        Optional<List<Integer>> assistantMask,
    @Attribute("The most tokens that the model reads") Optional<Integer> maxLength) {
  static TokenizedView of(ReadPrompt prompt, Optional<Integer> maxLength) {
    return new TokenizedView(
        prompt.text(), prompt.ids(), prompt.tokens(), prompt.assistant(), maxLength);
  }
}
