package graft.dispatch;

import graft.catalog.AdapterEntry;
import graft.catalog.BaseModelEntry;
import graft.catalog.DataFile;
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
    Optional<AdapterEntry> start) {}
