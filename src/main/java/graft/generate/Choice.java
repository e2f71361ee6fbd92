package graft.generate;

/**
 * What comes next: {@code tokens[i]} behind what row {@code parents[i]} of the last choice holds.
 * There may be more rows than before, or fewer, as rows end; with none the search is over.
 */
public record Choice(int[] tokens, int[] parents) {
  /** Nothing comes next. */
  public static final Choice END = new Choice(new int[0], new int[0]);

  public Choice {
    if (tokens.length != parents.length) {
      throw new IllegalArgumentException(
          tokens.length + " tokens cannot follow " + parents.length + " rows");
    }
    tokens = tokens.clone();
    parents = parents.clone();
  }

  /** The only row goes on. */
  public static Choice of(int token) {
    return new Choice(new int[] {token}, new int[] {0});
  }

  public int rows() {
    return tokens.length;
  }
}
