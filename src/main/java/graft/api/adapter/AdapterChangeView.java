package graft.api.adapter;

import graft.inference.AdapterTasks;
import graft.spec.Attribute;

/** An adapter that was merged or reset, and what was found. */
record AdapterChangeView(
    @Attribute(inline = true) AdapterView adapter,
    @Attribute("Weights that it is folded into") int mergedSites,
    @Attribute("Between the merged and the adapted model, on a probe")
        double largestLogitDifference,
    @Attribute("Digest of the base model's weight files: the sha256 of the model")
        String baseSha256,
    @Attribute(
            "Digest of the base model's projections and norms in memory, the same before and after")
        String loadedSha256) {
  static AdapterChangeView of(AdapterTasks.Change change) {
    return new AdapterChangeView(
        AdapterView.of(change.adapter()),
        change.report().sites(),
        change.report().largestLogitDifference(),
        change.report().baseSha256(),
        change.report().loadedSha256());
  }
}
