package graft.recipe.answer;

import graft.data.Tokenizer;
import graft.data.chat.ChatText;
import graft.data.chat.RowForm;
import graft.data.decode.TokenPieces;
import graft.format.model.ModelDirectory;
import graft.generate.search.Ends;
import graft.generate.search.Limits;
import graft.generate.search.SearchSpec;
import graft.generate.search.StopStrings;
import graft.recipe.ModelSource;
import graft.recipe.adapted.GenerationDefaults;
import graft.recipe.adapted.Preparation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a model's tokens become the text of an answer, and what ends one.
 *
 * @param tokenizer its owner's
 * @param endOfTurn what else than a token ends an answer
 * @param stops finds it
 */
record Handwriting(
    Tokenizer tokenizer,
    GenerationDefaults defaults,
    Optional<String> endOfTurn,
    StopStrings stops) {
  /**
   * @param form of the rows: the template of conversations may end a turn by words
   */
  static Handwriting of(ModelSource model, Preparation.OfText preparation, RowForm form) {
    Optional<String> end = form.chat().map(ChatText::plain).flatMap(plain -> plain.endOfTurn());
    return new Handwriting(
        preparation.opened(),
        GenerationDefaults.of(ModelDirectory.open(model.directory()), preparation.opened().endId()),
        end,
        end.map(words ->
                StopStrings.of(List.of(words), TokenPieces.open(preparation.file())::bytes))
            .orElse(StopStrings.NONE));
  }

  /** The likeliest token at each step, until what ends the right answer or any other. */
  SearchSpec search(int[] right, int most) {
    List<Integer> ends =
        Stream.concat(defaults.endTokens().stream(), lastIfSpecial(right).stream())
            .distinct()
            .toList();
    return SearchSpec.greedy(
            new Limits(0, most), new Ends(ends, defaults.forcedFirst(), defaults.forcedLast()))
        .with(stops);
  }

  private Optional<Integer> lastIfSpecial(int[] ids) {
    return Arrays.stream(ids)
        .skip(ids.length - 1L)
        .filter(tokenizer::isSpecial)
        .boxed()
        .findFirst();
  }

  /** All of it, special tokens too. */
  String whole(int[] ids) {
    return tokenizer.decode(ids, false);
  }

  /** As readers see an answer. */
  String answer(int[] ids) {
    String text = tokenizer.decode(ids, true);
    int end = endOfTurn.map(text::indexOf).orElse(-1);
    return end < 0 ? text : text.substring(0, end);
  }
}
