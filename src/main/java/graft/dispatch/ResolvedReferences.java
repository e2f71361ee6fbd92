package graft.dispatch;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.file.DataFile;
import graft.catalog.model.BaseModelEntry;
import graft.recipe.ModelSource;
import java.util.Optional;

/**
 * What a request for a job names.
 *
 * @param start the adapter whose weights the new one starts with
 */
record ResolvedReferences(
    BaseModelEntry.Usable model,
    DataFile training,
    Optional<DataFile> validation,
    Optional<DataFile> test,
    Optional<AdapterEntry> start) {
  ModelSource source() {
    return new ModelSource(model.name(), model.directory(), model.sha256());
  }
}
