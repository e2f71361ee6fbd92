package graft.dispatch;

import graft.catalog.InUse;
import graft.job.Jobs;
import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.JobId;
import graft.spec.Owner;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Says which job that has not ended needs what the catalog holds. */
@Component
class JobsInUse implements InUse {
  private final Jobs jobs;

  JobsInUse(Jobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public Optional<String> ofFile(Owner owner, FileId id) {
    return jobs.needing(owner, id).map(JobsInUse::need);
  }

  @Override
  public Optional<String> ofModel(Owner asking, String name) {
    return jobs.needingModelOfAll(name)
        .map(job ->
            job.owner().equals(asking) ? need(job.id()) : "a job of somebody else has not ended");
  }

  @Override
  public Optional<String> ofAdapter(Owner owner, AdapterId id) {
    return jobs.needing(owner, id).map(JobsInUse::need);
  }

  @Override
  public Optional<String> ofCheckpoints(Owner owner, JobId job) {
    return Optional.of(jobs.get(owner, job))
        .filter(of -> !of.state().status().isTerminal())
        .map(of -> need(of.id()));
  }

  private static String need(JobId job) {
    return "job " + job + " has not ended";
  }
}
