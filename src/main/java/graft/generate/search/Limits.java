package graft.generate.search;

import graft.spec.Check;

/** How many tokens are generated. */
public record Limits(int minNewTokens, int maxNewTokens) {
  public Limits {
    Check check = new Check();
    check.that(maxNewTokens >= 1, "max_new_tokens", "must be at least 1, not " + maxNewTokens);
    check.that(
        minNewTokens >= 0 && minNewTokens <= maxNewTokens,
        "min_new_tokens",
        "must be from 0 to %d, not %d".formatted(maxNewTokens, minNewTokens));
    check.done();
  }
}
