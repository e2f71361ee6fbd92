package graft.api.job;

import graft.job.provenance.Provenance;
import graft.spec.Attribute;
import graft.spec.JobId;
import java.util.Map;
import java.util.Optional;

/** What a job's bytes depend on beside its record, and whether they came out again. */
record ReproducibilityView(
    @Attribute(
            "SHA-256 of what the job reads: model, training_file, validation_file, test_file, start_from, and the adapters of its setup by their ids")
        Map<String, String> inputs,
    @Attribute("What computed it last: graft, libtorch, java, platform")
        Map<String, String> versions,
    @Attribute("SHA-256 of the tensors of the adapter that it made") Optional<String> adapterSha256,
    @Attribute("The job that it repeats") Optional<JobId> repeatOf,
    @Attribute("Whether it made the same bytes as that one; null until it has succeeded")
        Optional<Boolean> sameBytes) {
  static ReproducibilityView of(Provenance provenance) {
    return new ReproducibilityView(
        provenance.inputs(),
        provenance.versions(),
        provenance.adapterSha256(),
        provenance.repeat().map(Provenance.Repeat::of),
        provenance.isSame());
  }
}
