package graft.adapter;

import graft.site.Setup;
import graft.site.Sites;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.PrefixTuningConfig;
import graft.tensor.Parameters;

/** A family of adapters: makes its tensors for the sites of a model. */
interface AdapterMethod {
  /**
   * Creates the trainable tensors and says what sits where. Sees all sites, so that shared tensors
   * are made once.
   */
  Setup fit(Sites sites, Parameters parameters);

  static AdapterMethod of(AdapterConfig config) {
    return switch (config) {
      case BottleneckConfig c -> new Bottleneck(c);
      case LoraConfig c when c.compositionMode() == LoraConfig.CompositionMode.SCALE -> new Ia3(c);
      case LoraConfig c -> new Lora(c);
      case PrefixTuningConfig c -> new PrefixTuning(c);
    };
  }
}
