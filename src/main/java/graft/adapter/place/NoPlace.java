package graft.adapter.place;

import graft.site.Sites;
import graft.spec.Fault;

/** Why a configuration has no place in a model. */
public final class NoPlace {
  private static final String CODE = "no_place";

  private NoPlace() {}

  /** Because of an attribute, with which the sentence begins. */
  public static Fault of(String attribute, String fact) {
    return new Fault("/" + attribute, CODE, attribute + " " + fact);
  }

  /** Because of the method itself. */
  public static Fault of(String fact) {
    return new Fault("", CODE, fact);
  }

  /** Because no layer is left. */
  public static Fault nothingLeft(Sites sites) {
    return of(
        "leave_out", "must leave a layer: the model has " + new SiteInventory(sites).ofLayers());
  }

  /** Because the model has no embeddings of words. */
  public static Fault withoutTokens() {
    return of("the model reads no tokens");
  }
}
