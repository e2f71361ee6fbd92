package graft.recipe;

import graft.recipe.local.AdapterFacts;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.TaskSpec;
import java.util.Optional;

/**
 * An adapter that was read from published files, checked against its base model and written in the
 * house's form.
 *
 * @param task what its head answers; empty if it came without one
 */
public record Imported(AdapterConfig config, Optional<TaskSpec> task, AdapterFacts facts) {}
