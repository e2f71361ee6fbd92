package graft.dispatch;

import graft.catalog.InUse;
import graft.job.Jobs;
import graft.spec.AdapterId;
import graft.spec.FileId;
import graft.spec.JobId;
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
  public Optional<String> ofFile(FileId id) {
    return jobs.needing(id).map(JobsInUse::need);
  }

  @Override
  public Optional<String> ofModel(String name) {
    return jobs.needingModel(name).map(JobsInUse::need);
  }

  @Override
  public Optional<String> ofAdapter(AdapterId id) {
    return jobs.needing(id).map(JobsInUse::need);
  }

  private static String need(JobId job) {
    return "job " + job + " has not ended";
  }
}
