package graft.api.adapter;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.combination.Combination;
import graft.spec.job.JobRequest;
import java.util.Optional;

/** A request for an adapter that is several others combined. */
record CombineAdapters(
    @Attribute("Part of the new adapter's name, 1 to 64 letters, digits, '.', '_' and '-'")
        Optional<String> name,
    @Attribute(value = "What is combined, and how", required = true) Combination combine) {
  CombineAdapters {
    Check check = new Check();
    check.that(
        name.filter(text -> !JobRequest.isSuffix(text)).isEmpty(),
        "name",
        "must be " + JobRequest.SUFFIX_RULE);
    check.done();
  }
}
