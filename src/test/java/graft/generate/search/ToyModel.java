package graft.generate.search;

import graft.generate.Choice;
import graft.tensor.random.SplitMix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Logits that are a pure function of all tokens before, and what decodes with them. */
record ToyModel(int vocabulary) {
  float[] logits(List<Integer> tokens) {
    long key = 1;
    for (int token : tokens) {
      key = SplitMix.mix(key * 31 + token + 1);
    }
    SplitMix numbers = new SplitMix(key);
    float[] logits = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      logits[i] = (float) (numbers.unit(i) * 4);
    }
    return logits;
  }

  /** As the engine does it: rows go on as the search says. */
  List<Sequence> generate(SearchSpec spec, List<Integer> prompt) {
    return generate(spec, prompt, TokenListener.NONE);
  }

  List<Sequence> generate(SearchSpec spec, List<Integer> prompt, TokenListener listener) {
    TokenSearch search =
        TokenSearch.of(spec, prompt.stream().mapToInt(Integer::intValue).toArray(), listener);
    List<List<Integer>> rows = List.of(prompt);
    while (!rows.isEmpty()) {
      List<List<Integer>> before = rows;
      Choice choice = search.advance(rows.stream().map(this::logits).toList());
      rows =
          IntStream.range(0, choice.rows())
              .mapToObj(i -> appended(before.get(choice.parents()[i]), choice.tokens()[i]))
              .toList();
    }
    return search.sequences();
  }

  static List<Integer> appended(List<Integer> tokens, int token) {
    List<Integer> longer = new ArrayList<>(tokens);
    longer.add(token);
    return longer;
  }

  double logprob(List<Integer> before, int token) {
    return Softmax.log(logits(before))[token];
  }
}
