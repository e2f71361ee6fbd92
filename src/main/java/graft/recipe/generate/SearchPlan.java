package graft.recipe.generate;

import graft.data.decode.TokenPieces;
import graft.generate.search.Ends;
import graft.generate.search.Limits;
import graft.generate.search.Penalties;
import graft.generate.search.SearchSpec;
import graft.generate.search.StopStrings;
import graft.generate.search.Strategy;
import graft.generate.search.Warping;
import graft.recipe.adapted.GenerationDefaults;
import graft.spec.generation.EndTokens;
import graft.spec.generation.GenerationSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is searched for, from what was asked and what the model's files say. */
record SearchPlan(GenerationWishes wishes, GenerationDefaults defaults, TokenPieces pieces) {
  /**
   * @param left positions that the prompt leaves
   * @param endOfTurn what ends an answer besides
   */
  SearchSpec of(int left, Optional<String> endOfTurn) {
    GenerationSpec spec = wishes.spec();
    int most = spec.maxNewTokens().orElse(Math.min(wishes.usualTokens(), left));
    TokenWishes tokens = wishes.tokens();
    List<String> stops = new ArrayList<>(spec.stopStrings().texts());
    endOfTurn.ifPresent(stops::add);
    return new SearchSpec(
        strategy(),
        new Limits(Math.min(spec.minNewTokens(), most), most),
        new Ends(ends(), defaults.forcedFirst(), defaults.forcedLast()),
        new Penalties(
            repetition(),
            spec.noRepeatNgramSize(),
            tokens.presence(),
            tokens.frequency(),
            tokens.bias()),
        StopStrings.of(stops, pieces::bytes),
        wishes.told().logprobs());
  }

  List<Integer> ends() {
    Set<Integer> ends = new LinkedHashSet<>(wishes.tokens().stops());
    if (!wishes.tokens().ignoresEnd()) {
      ends.addAll(wishes.spec().eosTokenId().map(EndTokens::ids).orElse(defaults.endTokens()));
    }
    return List.copyOf(ends);
  }

  /** Texts of one prompt that are searched for together. */
  int rows() {
    return Math.max(wishes.spec().numBeams(), wishes.sequences());
  }

  /** Whether tokens are drawn. */
  boolean draws() {
    GenerationSpec spec = wishes.spec();
    boolean isGreedy = temperature() == 0 || spec.numBeams() > 1;
    return !isGreedy
        && switch (wishes.unsaid()) {
          case OFF -> spec.draws();
          case OF_MODEL -> spec.doSample().or(defaults::doSample).orElse(false);
          case DRAWN_AS_MODEL -> spec.doSample().orElse(true);
        };
  }

  private Strategy strategy() {
    GenerationSpec spec = wishes.spec();
    if (spec.numBeams() > 1) {
      return new Strategy.Beams(
          spec.numBeams(), spec.lengthPenalty(), spec.earlyStopping(), wishes.sequences());
    }
    if (draws()) {
      return new Strategy.Sampling(warping(), wishes.drawnFrom(), wishes.sequences());
    }
    return wishes.sequences() == 1
        ? new Strategy.Greedy()
        : new Strategy.Sampling(new Warping(1, 1, 1, 0), wishes.drawnFrom(), wishes.sequences());
  }

  private Warping warping() {
    GenerationSpec spec = wishes.spec();
    return new Warping(
        temperature(),
        said(spec.topK(), defaults.topK()).orElse(0),
        said(spec.topP(), defaults.topP()).orElse(1.0),
        said(spec.minP(), defaults.minP()).orElse(0.0));
  }

  private double temperature() {
    return said(wishes.spec().temperature(), defaults.temperature()).orElse(1.0);
  }

  private double repetition() {
    return said(wishes.spec().repetitionPenalty(), defaults.repetitionPenalty()).orElse(1.0);
  }

  private <T> Optional<T> said(Optional<T> value, Optional<T> ofModel) {
    return switch (wishes.unsaid()) {
      case OFF -> value;
      case OF_MODEL, DRAWN_AS_MODEL -> value.or(() -> ofModel);
    };
  }
}
