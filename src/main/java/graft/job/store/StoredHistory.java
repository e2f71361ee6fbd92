package graft.job.store;

import graft.job.History;
import graft.job.JobEvent;
import graft.job.metric.MetricPoint;
import graft.spec.JobId;
import graft.spec.Owner;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Service;

/** {@link History} over the rows. */
@Service
class StoredHistory implements History {
  private final JobLog log;
  private final JobNotifier bell;
  private final JobListener listener;

  StoredHistory(JobLog log, JobNotifier bell, JobListener listener) {
    this.log = log;
    this.bell = bell;
    this.listener = listener;
  }

  @Override
  public List<JobEvent> eventsBefore(Owner owner, JobId job, int before, int limit) {
    return log.before(owner, job, before, limit);
  }

  @Override
  public List<JobEvent> eventsAfter(Owner owner, JobId job, int after, int limit) {
    return log.after(owner, job, after, limit);
  }

  @Override
  public List<MetricPoint> metrics(Owner owner, JobId job) {
    return log.metrics(owner, job);
  }

  @Override
  public Watch watch(Owner owner, JobId job, Runnable woken) {
    return listener.watch(job.value(), woken);
  }

  @Override
  public long news() {
    return bell.rings();
  }

  @Override
  public void awaitNews(long seen, Duration atMost) throws InterruptedException {
    bell.await(seen, atMost);
  }
}
