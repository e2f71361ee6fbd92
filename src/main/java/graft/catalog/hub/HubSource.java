package graft.catalog.hub;

import graft.spec.Check;

/**
 * A state of a hub's repository.
 *
 * @param repo {@code organisation/name}, or a name alone
 * @param revision a branch, a tag or a commit
 */
public record HubSource(String repo, String revision) {
  private static final String PART = "[A-Za-z0-9][\\w.-]{0,95}";

  public HubSource {
    Check check = new Check();
    check.that(
        repo.matches(PART + "(/" + PART + ")?"),
        "repo",
        "must be organisation/name, of letters, digits, '.', '_' and '-'");
    check.that(
        revision.matches("\\w[\\w./-]{0,127}") && !revision.contains(".."),
        "revision",
        "must be the name of a branch or tag, or a commit");
    check.done();
  }

  @Override
  public String toString() {
    return repo + " at " + revision;
  }
}
