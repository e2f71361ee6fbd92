package graft.format.convert.peft;

import graft.architecture.Architecture;
import graft.format.adapter.LaterSpelling;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SpanSpelling;
import graft.format.convert.TargetModel;
import graft.format.convert.peft.file.PeftForm;
import graft.format.convert.peft.file.PeftSettings;
import graft.format.convert.peft.target.PeftTargets;
import graft.spec.ErrorCode;
import graft.spec.GraftException;

/**
 * A PEFT adapter as an AdapterHub one that computes and learns the same; where AdapterHub has no
 * words for it, as what it is.
 */
public final class PeftImport {
  private PeftImport() {}

  /**
   * Moves an adapter, and the head among the modules saved with it.
   *
   * @param name the adapter's and the head's new name
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with each reason, if nothing here
   *     is the same; {@link ErrorCode#INVALID_ADAPTER} if tensors are missing or misshapen
   */
  public static SavedAdapter of(PeftAdapter file, TargetModel model, String name) {
    Architecture spelled = model.architecture();
    PeftAdapter published = LaterSpelling.one(PeftSpelling.published(file), spelled);
    PeftTargets targets =
        new PeftTargets(published.config(), SpanSpelling.prefix(published, spelled));
    PeftAdapter adapter = SpanSpelling.ofCheckpoints(published, spelled);
    PeftForm form = PeftForms.of(adapter);
    PeftSettings settings = PeftSettings.of(adapter.config(), PeftForms.attributes(), targets);
    TargetModel trained = settings.modelClass(model).map(model::ofClass).orElse(model);
    return form.read(adapter, settings, trained, name);
  }
}
