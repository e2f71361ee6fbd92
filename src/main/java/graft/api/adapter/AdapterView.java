package graft.api.adapter;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.AdapterState;
import graft.spec.AdapterId;
import graft.spec.Attribute;
import graft.spec.JobId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.combination.Combining;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An adapter as clients see it. */
record AdapterView(
    AdapterId id,
    String object,
    String name,
    String model,
    String method,
    AdapterConfig config,
    Optional<TaskSpec> task,
    List<String> labels,
    @Attribute("The setup in which it was trained, as predictions use it") SetupSpec setup,
    AdapterState state,
    @Attribute("Of adapter and head") long trainableParameters,
    long adapterParameters,
    @Attribute("0 without a head, or with the base model's own") long headParameters,
    @Attribute("Of all files, the head's included") long bytes,
    String sha256,
    Map<String, Double> metrics,
    Optional<JobId> jobId,
    @Attribute("The adapter that its training started from; null once that is deleted")
        Optional<AdapterId> parentId,
    @Attribute("Optimizer steps that were done, where it is a checkpoint of a job")
        Optional<Integer> step,
    @Attribute("What was left aside or read in another way when it was imported")
        List<String> notices,
    @Attribute("How it was made of others, where it was") Optional<Combining> combination,
    long createdAt) {
  static AdapterView of(AdapterEntry adapter) {
    return new AdapterView(
        adapter.id(),
        "adapter",
        adapter.name(),
        adapter.model(),
        adapter.method(),
        adapter.config(),
        adapter.task(),
        adapter.task().map(TaskSpec::labels).orElse(List.of()),
        adapter.trainedIn(),
        adapter.state(),
        adapter.trainableParameters() + adapter.headParameters(),
        adapter.trainableParameters(),
        adapter.headParameters(),
        adapter.bytes(),
        adapter.sha256(),
        adapter.metrics(),
        adapter.job(),
        adapter.parent(),
        adapter.step(),
        adapter.notices(),
        adapter.combination(),
        adapter.createdAt().getEpochSecond());
  }
}
