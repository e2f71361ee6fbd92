package graft.recipe.answer;

import graft.data.Dataset;
import graft.data.chat.RowForm;
import graft.generate.Generation;
import graft.generate.Prompt;
import graft.generate.decode.ContinuousBatching;
import graft.generate.decode.Decoder;
import graft.generate.decode.Limits;
import graft.generate.search.TokenListener;
import graft.generate.search.TokenSearch;
import graft.recipe.ModelSource;
import graft.recipe.SampledAnswer;
import graft.recipe.Turns;
import graft.recipe.adapted.AdaptedModel;
import graft.recipe.adapted.Preparation;
import graft.site.Setup;
import graft.spec.evaluation.AnswerSample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Asks a language model some rows of a data set, the same ones each time, and reads what it writes.
 * Used by one thread.
 */
public final class AnswerSampler {
  private final Handwriting writing;
  private final List<Asked> rows;
  private final int most;

  /** A row with its right answer as readers see it. */
  private record Asked(int row, Dataset.Exchange tokens, String expected) {}

  /** A row that is being answered. */
  private record Answering(Asked row, TokenSearch search, Generation generation) {}

  private AnswerSampler(Handwriting writing, List<Asked> rows, int most) {
    this.writing = writing;
    this.rows = rows;
    this.most = most;
  }

  /**
   * Chooses rows.
   *
   * @param sample how many rows
   * @param seed which ones
   * @param preparation outlives this
   */
  public static AnswerSampler of(
      AnswerSample sample,
      long seed,
      Dataset data,
      RowForm form,
      ModelSource model,
      Preparation.OfText preparation) {
    Handwriting writing = Handwriting.of(model, preparation, form);
    List<Asked> rows = new ArrayList<>();
    int longest = 1;
    for (int item : data.exchanges(sample.rows(), seed)) {
      Dataset.Exchange tokens = data.exchange(item).orElseThrow();
      rows.add(new Asked(data.rowOf(item), tokens, writing.answer(tokens.answer())));
      longest = Math.max(longest, tokens.answer().length);
    }
    return new AnswerSampler(writing, rows, sample.maxNewTokens().orElse(longest));
  }

  /** Whether no row has anything before what is learned. */
  public boolean isSilent() {
    return rows.isEmpty();
  }

  /**
   * Answers with the weights as they are.
   *
   * @param setup what is switched on
   * @param turns one for each step
   * @param between called after each step; may throw to leave it
   */
  public List<SampledAnswer> ask(AdaptedModel adapted, Setup setup, Turns turns, Runnable between) {
    Decoder decoder =
        new Decoder(adapted.model(), adapted.head(), setup, !setup.wholeRows().isEmpty());
    // Prefixes are kept by whoever decodes, so nobody may go on after a step of training.
    try (ContinuousBatching engine = new ContinuousBatching(decoder, Limits.USUAL)) {
      List<Answering> answering = new ArrayList<>();
      for (Asked row : rows) {
        int room = room(decoder, row.tokens().prompt().length);
        if (room > 0) {
          answering.add(begin(row, room, decoder, engine));
        }
      }
      boolean isMore = !answering.isEmpty();
      while (isMore) {
        isMore = turns.next(answering.size(), engine::step);
        between.run();
      }
      return answering.stream().map(this::told).toList();
    }
  }

  /** New tokens that the model has positions for. */
  private static int room(Decoder decoder, int prompt) {
    boolean isBehindEncoder = decoder.model().info().decoder().isPresent();
    return decoder.positions() - (isBehindEncoder ? 0 : prompt);
  }

  private Answering begin(Asked row, int room, Decoder decoder, ContinuousBatching engine) {
    int[] prompt = row.tokens().prompt();
    int tokens = Math.min(most, room);
    int[] counted =
        decoder
            .model()
            .info()
            .decoder()
            .map(info -> new int[] {Math.toIntExact(info.startTokenId())})
            .orElse(prompt);
    TokenSearch search =
        TokenSearch.of(writing.search(row.tokens().answer(), tokens), counted, TokenListener.NONE);
    return new Answering(row, search, engine.submit(new Prompt(prompt, tokens), search));
  }

  private SampledAnswer told(Answering answered) {
    Asked row = answered.row();
    requireEnded(answered.generation());
    int[] ids =
        answered.search().sequences().getFirst().ids().stream().mapToInt(id -> id).toArray();
    return new SampledAnswer(
        row.row(), writing.whole(row.tokens().prompt()), row.expected(), writing.answer(ids));
  }

  /** Passes on what a step failed with. */
  private static void requireEnded(Generation generation) {
    try {
      generation.ended().toCompletableFuture().join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }
}
