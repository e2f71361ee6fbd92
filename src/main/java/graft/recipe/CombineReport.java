package graft.recipe;

import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.util.Optional;

/**
 * What combining made.
 *
 * @param facts of the new files
 */
public record CombineReport(
    AdapterConfig adapter, Optional<TaskSpec> task, SetupSpec setup, AdapterFacts facts) {}
