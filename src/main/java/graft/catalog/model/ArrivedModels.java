package graft.catalog.model;

import graft.catalog.hub.HubSource;
import graft.format.model.ModelFacts;
import org.springframework.stereotype.Service;

/** {@link NewModels} below the model root. */
@Service
class ArrivedModels implements NewModels {
  private final ModelRegistration admission;
  private final BaseModels models;
  private final Fetches fetches;
  private final FetchRows rows;
  private final ModelCheck check;

  ArrivedModels(
      ModelRegistration admission,
      BaseModels models,
      Fetches fetches,
      FetchRows rows,
      ModelCheck check) {
    this.admission = admission;
    this.models = models;
    this.fetches = fetches;
    this.rows = rows;
    this.check = check;
  }

  @Override
  public void requireFree(String name) {
    admission.requireFree(name);
    if (rows.find(name).filter(BaseModelEntry.Fetching.class::isInstance).isPresent()) {
      throw ModelRoot.taken("base model " + name + " is being fetched");
    }
  }

  @Override
  public ModelUpload receive() {
    return admission.receive();
  }

  @Override
  public BaseModelEntry.Usable keep(ModelUpload upload, String name) {
    if (!(upload instanceof IncomingModel incoming)) {
      throw new IllegalArgumentException("not received here: " + name);
    }
    requireFree(name);
    incoming.complete();
    ModelFacts facts = check.facts(incoming.directory());
    admission.admit(name, incoming.directory(), facts);
    rows.forget(name);
    return models.usable(name);
  }

  @Override
  public BaseModelEntry fetch(String name, HubSource source) {
    requireFree(name);
    fetches.start(name, source);
    return models.get(name);
  }
}
