package graft.generate.search;

/** Changes the scores of the next token. */
@FunctionalInterface
interface Processor {
  /**
   * @param text what is there so far
   * @param scores (V), changed in place; minus infinity: cannot be chosen
   */
  void apply(Hypothesis text, float[] scores);
}
