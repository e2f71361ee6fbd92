package graft.recipe.generate;

import graft.generate.Choice;
import graft.generate.Search;
import graft.generate.search.SearchSpec;
import graft.generate.search.TokenSearch;
import graft.recipe.generate.GeneratedAnswer.TokenShare;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A search that notes the distribution which the first new token is chosen from. */
final class FirstDistribution implements Search {
  private final TokenSearch search;
  private final SearchSpec spec;
  private final int[] counted;
  private volatile List<TokenShare> shares = List.of();
  private boolean isBegun;

  FirstDistribution(TokenSearch search, SearchSpec spec, int[] counted) {
    this.search = search;
    this.spec = spec;
    this.counted = counted.clone();
  }

  @Override
  public int rows() {
    return search.rows();
  }

  @Override
  public Choice advance(List<float[]> logits) {
    if (!isBegun) {
      isBegun = true;
      double[] all = TokenSearch.firstProbabilities(spec, counted, logits.getFirst());
      shares =
          IntStream.range(0, all.length)
              .filter(id -> all[id] > 0)
              .mapToObj(id -> new TokenShare(id, all[id]))
              .sorted(Comparator.comparingDouble((TokenShare share) -> -share.probability()))
              .toList();
    }
    return search.advance(logits);
  }

  /** What has a probability, the likeliest first. */
  List<TokenShare> shares() {
    return shares;
  }
}
