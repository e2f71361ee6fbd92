package graft.job.store;

import graft.job.History;
import graft.job.JobEvent;
import graft.job.MetricPoint;
import graft.spec.JobId;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Service;

/** {@link History} over the rows. */
@Service
class StoredHistory implements History {
  private final JobLog log;
  private final Bell bell;

  StoredHistory(JobLog log, Bell bell) {
    this.log = log;
    this.bell = bell;
  }

  @Override
  public List<JobEvent> eventsBefore(JobId job, int before, int limit) {
    return log.before(job, before, limit);
  }

  @Override
  public List<JobEvent> eventsAfter(JobId job, int after, int limit) {
    return log.after(job, after, limit);
  }

  @Override
  public List<MetricPoint> metrics(JobId job) {
    return log.metrics(job);
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
