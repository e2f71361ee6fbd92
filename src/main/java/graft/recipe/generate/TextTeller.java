package graft.recipe.generate;

import graft.data.Tokenizer;
import graft.data.decode.TextStream;
import graft.generate.search.FinishReason;
import graft.generate.search.Sequence;
import graft.generate.search.TokenListener;
import graft.generate.search.TokenLogprob;
import graft.recipe.adapted.LanguageFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes text of the tokens of one prompt, while they come. Used by the thread that computes; what
 * was told is read when it has ended.
 */
final class TextTeller implements TokenListener {
  private final int prompt;
  private final LanguageFiles files;
  private final ToldWishes wishes;
  private final List<Integer> ends;
  private final Consumer<TextDelta> news;
  private final Map<Integer, Growing> growing = new TreeMap<>();
  private final Map<Integer, GeneratedText> whole = new TreeMap<>();

  /** A text on its way, and the tokens that were not told of yet. */
  private record Growing(TextStream stream, StringBuilder text, List<ToldToken> untold) {}

  /**
   * @param ends tokens that end a text
   */
  TextTeller(
      int prompt,
      LanguageFiles files,
      ToldWishes wishes,
      List<Integer> ends,
      Consumer<TextDelta> news) {
    this.prompt = prompt;
    this.files = files;
    this.wishes = wishes;
    this.ends = ends;
    this.news = news;
  }

  @Override
  public void chosen(int sequence, TokenLogprob token, long settled) {
    Growing text = growing.computeIfAbsent(sequence, _ -> begin());
    add(text, token.token());
    if (wishes.logprobs() >= 0) {
      text.untold().add(ToldToken.of(token, files.pieces()));
    }
    String part = text.stream().upTo(settled);
    text.text().append(part);
    if (!part.isEmpty()) {
      tell(sequence, text, part, Optional.empty());
    }
  }

  /** A token that only ends a text is no part of it. */
  private void add(Growing text, int token) {
    if (!(wishes.dropsEnd() && ends.contains(token))) {
      text.stream().add(token);
    }
  }

  private Growing begin() {
    return new Growing(
        new TextStream(files.pieces(), wishes.skipsSpecial(), !wishes.continues()),
        new StringBuilder(),
        new ArrayList<>());
  }

  private void tell(int sequence, Growing text, String part, Optional<String> reason) {
    news.accept(new TextDelta(prompt, sequence, part, text.untold(), reason));
    text.untold().clear();
  }

  /** Of beams nothing is told before. */
  @Override
  public void finished(int sequence, Sequence all) {
    Growing text = growing.remove(sequence);
    if (text == null) {
      text = begin();
      all.ids().forEach(text.stream()::add);
    }
    String last =
        all.stopsAt().isPresent()
            ? text.stream().endAt(all.stopsAt().getAsLong())
            : text.stream().end();
    text.text().append(last);
    String reason = word(all.reason());
    tell(sequence, text, last, Optional.of(reason));
    whole.put(
        sequence,
        new GeneratedText(
            text(all, text.text().toString()),
            all.ids(),
            reason,
            all.score(),
            all.logprobs().stream().map(told -> ToldToken.of(told, files.pieces())).toList()));
  }

  /** Text that no stream has told of is as the tokenizer's own library decodes it. */
  private String text(Sequence all, String streamed) {
    boolean isWhole = all.stopsAt().isEmpty() && !wishes.continues() && !wishes.dropsEnd();
    Tokenizer tokenizer = files.tokenizer();
    return isWhole
        ? tokenizer.decode(all.ids().stream().mapToInt(id -> id).toArray(), wishes.skipsSpecial())
        : streamed;
  }

  static String word(FinishReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** All texts, in their order. */
  List<GeneratedText> texts() {
    return List.copyOf(whole.values());
  }
}
