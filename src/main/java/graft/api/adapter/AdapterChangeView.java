package graft.api.adapter;

import graft.inference.AdapterTasks;
import graft.spec.Attribute;

/** An adapter that was merged or reset, and what was found. */
record AdapterChangeView(
    @Attribute(inline = true) AdapterView adapter,
    @Attribute("Weights that it is folded into") int mergedSites,
    @Attribute("Between the merged and the adapted model, on a probe")
        double largestLogitDifference,
    @Attribute("Digest of the base model's weights in memory, the same before and after")
        String baseSha256) {
  static AdapterChangeView of(AdapterTasks.Change change) {
    return new AdapterChangeView(
        AdapterView.of(change.adapter()),
        change.report().sites(),
        change.report().largestLogitDifference(),
        change.report().baseSha256());
  }
}
