package graft.job.store;

import graft.job.Job;
import graft.job.JobChange;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells this node of the changes of jobs once the caller's transaction is committed. */
@Component
class Announcer {
  private final ApplicationEventPublisher publisher;

  Announcer(ApplicationEventPublisher publisher) {
    this.publisher = publisher;
  }

  void afterCommit(Optional<Job> before, Job after) {
    JobChange change = new JobChange(before, after);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            publisher.publishEvent(change);
          }
        });
  }
}
