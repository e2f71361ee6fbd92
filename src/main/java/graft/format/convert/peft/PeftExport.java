package graft.format.convert.peft;

import graft.format.FormatRefusal;
import graft.format.adapter.LaterSpelling;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SpanSpelling;
import graft.format.convert.AttentionShape;
import graft.format.convert.Known;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.format.model.ModelDirectory;
import graft.format.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.AdapterConfig;
import java.util.Optional;

/** An adapter as a PEFT one that computes the same. */
public final class PeftExport {
  private PeftExport() {}

  /**
   * Moves an adapter and its head.
   *
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with the reason, if PEFT cannot
   *     say the same
   */
  public static PeftAdapter of(SavedAdapter saved) {
    return of(saved, Optional.empty());
  }

  /**
   * The same of an adapter whose base model is at hand, by the names that its class has.
   *
   * @param facts of the base model
   */
  public static PeftAdapter of(SavedAdapter saved, ModelDirectory model, ModelFacts facts) {
    return SpanSpelling.ofClass(
        of(saved, Optional.of(AttentionShape.of(model, facts))), Known.architecture(model));
  }

  /**
   * The same of an adapter whose base model's shape is known.
   *
   * @param attention of the base model, which prefixes and fused projections depend on
   */
  public static PeftAdapter of(SavedAdapter saved, Optional<AttentionShape> attention) {
    AdapterConfig config = PublishedConfig.read(saved.adapter());
    config
        .beyondPeft()
        .ifPresent(reason -> {
          throw FormatRefusal.of(reason);
        });
    PeftAdapter moved = PeftForms.of(config).written(saved, config, attention);
    String modelType = saved.adapter().envelope().modelType();
    return LaterSpelling.both(moved, Known.architecture(modelType));
  }
}
