package graft.parity;

import graft.model.BaseModel;
import graft.site.LinearSite;
import graft.site.LinearWeights;
import graft.site.NormSite;
import graft.site.NormWeights;
import graft.site.Setup;
import graft.tensor.HostMemory;
import java.util.HashMap;
import java.util.Map;

/** The projections of a base model with an adapter folded in, by their names in its checkpoint. */
final class MergedWeights {
  private MergedWeights() {}

  static Map<String, float[]> of(BaseModel model, String prefix, Setup merged) {
    Map<String, float[]> weights = new HashMap<>();
    for (LinearSite site : model.sites().linear()) {
      LinearWeights folded = merged.merged(site.id()).orElse(site.weights());
      String path = prefix + site.id().modulePath();
      weights.put(
          path + ".weight",
          HostMemory.floats(
              site.layout().isTransposed() ? folded.weight().transpose(1, 0) : folded.weight()));
      if (folded.bias() != null) {
        weights.put(path + ".bias", HostMemory.floats(folded.bias()));
      }
    }
    for (NormSite site : model.sites().norms()) {
      String path = prefix + site.id().modulePath();
      NormWeights folded =
          merged.norm(site.id()).map(norm -> norm.of(site.weights())).orElse(site.weights());
      weights.put(path + ".weight", HostMemory.floats(folded.weight()));
      if (folded.bias() != null) {
        weights.put(path + ".bias", HostMemory.floats(folded.bias()));
      }
    }
    return weights;
  }
}
