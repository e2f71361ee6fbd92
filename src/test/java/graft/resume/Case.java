package graft.resume;

import graft.conformance.Methods;
import graft.spec.job.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is trained, and how the base model is kept.
 *
 * @param setup a setup of {@code $new} and the frozen adapters {@code adp-a} and {@code adp-b}
 */
record Case(String adapter, Object setup, Precision precision) {
  private static final Object FUSED = Map.of("fuse", List.of("adp-a", "adp-b"));
  private static final Object STACKED = Map.of("stack", List.of("adp-a", "$new"));

  /** Every method, a fusion of each kind and one on a frozen adapter. */
  static List<Case> all(Precision precision) {
    List<Case> cases = new ArrayList<>();
    Methods.notations().forEach(adapter -> cases.add(new Case(adapter, "$new", precision)));
    cases.add(new Case("fusion", FUSED, precision));
    cases.add(new Case("static_fusion", FUSED, precision));
    cases.add(new Case("lora", STACKED, precision));
    return cases;
  }

  boolean isComposed() {
    return !setup.equals("$new");
  }

  @Override
  public String toString() {
    return adapter + (isComposed() ? " in " + setup : "") + " on " + precision;
  }
}
