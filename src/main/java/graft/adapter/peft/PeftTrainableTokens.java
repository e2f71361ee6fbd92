package graft.adapter.peft;

import graft.adapter.AdapterMethod;
import graft.adapter.layer.Modules;
import graft.adapter.place.NoPlace;
import graft.adapter.word.TrainedWords;
import graft.adapter.word.WordVectors;
import graft.site.Setup;
import graft.site.Site;
import graft.site.Sites;
import graft.site.WordSite;
import graft.spec.Check;
import graft.spec.Fault;
import graft.spec.adapter.PeftTrainableTokensConfig;
import graft.tensor.Init;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Optional;

/**
 * The vectors of some tokens, trained in place of the base model's, as PEFT has it; but that a tied
 * projection keeps its bias (D28), and that a head is trained and saved beside (D29).
 */
public record PeftTrainableTokens(PeftTrainableTokensConfig config) implements AdapterMethod {
  private static final String FAMILY = "trainable_tokens";
  private static final String INDICES = "token_indices";
  private static final String TENSOR = "trainable_tokens_delta";

  @Override
  public List<WordSite> places(Sites sites) {
    return config.tokenIndices().isEmpty() ? List.of() : sites.words().stream().toList();
  }

  @Override
  public Fault placeless(Sites sites) {
    return config.tokenIndices().isEmpty()
        ? NoPlace.of(INDICES, "must name a token")
        : NoPlace.withoutTokens();
  }

  @Override
  public String attribute(Site place) {
    return INDICES;
  }

  @Override
  public Setup fit(Sites sites, Parameters parameters) {
    Modules modules = Modules.of(parameters, FAMILY, Optional.empty(), INDICES);
    Setup.Builder setup = Setup.builder();
    for (WordSite site : places(sites)) {
      Init random = config.initWeights() ? new Init.Known(() -> vectors(site)) : new Init.Normal(1);
      setup.put(site, trained(site, config.tokenIndices(), random, modules));
    }
    return setup.build();
  }

  private float[] vectors(WordSite site) {
    return vectors(site, config.tokenIndices());
  }

  /** The base model's own. */
  static float[] vectors(WordSite site, List<Integer> tokens) {
    return WordVectors.of(site, tokens.stream().mapToLong(Integer::longValue).toArray());
  }

  /**
   * The module.
   *
   * @param modules sized by the attribute that names the tokens
   */
  static TrainedWords trained(WordSite site, List<Integer> tokens, Init start, Modules modules) {
    Check check = new Check();
    check.that(
        tokens.stream().allMatch(token -> token < site.size()),
        modules.size(),
        "must name tokens below %d, the size of the model's vocabulary".formatted(site.size()));
    check.done();
    return new TrainedWords(
        tokens, modules.create(site.id(), TENSOR, start, tokens.size(), site.width()));
  }
}
