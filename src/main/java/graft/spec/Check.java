package graft.spec;

/**
 * Guards a record's constructor: states the rules one by one, and refuses with every broken one at
 * once.
 *
 * <pre>{@code
 * Check check = new Check();
 * check.that(r >= 1, "r", "must be at least 1, not " + r);
 * check.that(dropout >= 0 && dropout < 1, "dropout", "must be in [0, 1), not " + dropout);
 * check.done();
 * }</pre>
 */
public final class Check {
  private final Faults faults = new Faults();

  /**
   * Records a fault of {@code attribute} (its JSON name, or the path to one further in) unless
   * {@code holds}.
   */
  public void that(boolean holds, String attribute, String rule) {
    if (!holds) {
      String name = attribute.substring(attribute.lastIndexOf('/') + 1);
      faults.add("/" + attribute, "out_of_range", name + " " + rule);
    }
  }

  /**
   * Ends the check.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} with every broken rule
   */
  public void done() {
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
  }
}
