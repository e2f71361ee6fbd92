package graft.api.config;

import graft.spec.Attribute;
import graft.spec.job.TaskSpec;
import graft.spec.job.WantedAdapter;
import java.util.Optional;

/** A question what an adapter configuration means for a base model. */
record ResolveAdapter(
    @Attribute(value = "Name of the base model", required = true) String model,
    @Attribute(
            value =
                "A preset's name, with overrides, a saved configuration's id, or an object with the method's attributes",
            required = true)
        WantedAdapter adapter,
    @Attribute("A job's task, to count its head too") Optional<TaskSpec> task) {}
