package graft.recipe.generate;

import graft.generate.Choice;
import graft.generate.Search;
import graft.generate.search.TokenLogprob;
import java.util.ArrayList;
import java.util.List;

/**
 * A search that is led through a prompt token by token, to note what the model thought of each,
 * before another goes on from there.
 */
final class ReadPromptSearch implements Search {
  private final int[] ids;
  private final int likeliest;
  private final Search then;
  private final List<TokenLogprob> told = new ArrayList<>();

  /**
   * @param ids of the prompt; the engine is given the first alone
   * @param likeliest tokens that are told of beside each
   */
  ReadPromptSearch(int[] ids, int likeliest, Search then) {
    this.ids = ids.clone();
    this.likeliest = likeliest;
    this.then = then;
  }

  @Override
  public int rows() {
    return then.rows();
  }

  @Override
  public Choice advance(List<float[]> logits) {
    int next = told.size() + 1;
    if (next >= ids.length) {
      return then.advance(logits);
    }
    told.add(TokenLogprob.of(ids[next], logits.getFirst(), likeliest));
    return Choice.of(ids[next]);
  }

  /** Of each token but the first. */
  List<TokenLogprob> told() {
    return List.copyOf(told);
  }
}
