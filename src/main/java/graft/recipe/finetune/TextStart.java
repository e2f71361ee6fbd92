package graft.recipe.finetune;

import graft.adapter.AdapterMethod;
import graft.adapter.word.StartingText;
import graft.adapter.word.WordVectors;
import graft.data.Tokenizer;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.Preparation;
import graft.site.WordSite;
import graft.tensor.Parameter;
import graft.tensor.Parameters;

/**
 * Virtual tokens that start as those of a text: as PEFT reads it, with the tokenizer's own tokens
 * around it, cut or repeated to as many as there are.
 */
final class TextStart {
  private TextStart() {}

  static void set(AdaptedModel adapted, Preparation preparation) {
    adapted.adapter().config().parts().stream()
        .flatMap(part -> AdapterMethod.of(part).startingText().stream())
        .findFirst()
        .ifPresent(asked -> set(adapted, asked, preparation.tokenization().orElseThrow()));
  }

  private static void set(AdaptedModel adapted, StartingText asked, Tokenizer tokenizer) {
    WordSite site = adapted.model().sites().words().orElseThrow();
    long[] ids = ids(tokenizer.encodeWhole(asked.text(), true).ids(), asked.number());
    Parameters parameters = adapted.adapter().parameters();
    Parameter vectors = parameters.find(asked.name()).orElseThrow();
    parameters.set(vectors, WordVectors.of(site, ids), vectors.value().getShape().getShape());
  }

  private static long[] ids(int[] text, int number) {
    long[] ids = new long[number];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = text[i % text.length];
    }
    return ids;
  }
}
