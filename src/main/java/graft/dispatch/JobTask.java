package graft.dispatch;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import graft.job.Ticket;
import graft.spec.DeviceId;
import graft.spec.JobId;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;

/** What db-scheduler does with a ticket. */
final class JobTask {
  /** A ticket as the queue stores it. */
  record Entry(String job, int number) {
    static Entry of(Ticket ticket) {
      return new Entry(ticket.job().value(), ticket.number());
    }

    Ticket ticket() {
      return new Ticket(new JobId(job), number);
    }
  }

  private static final TaskDescriptor<Entry> FINE_TUNE =
      TaskDescriptor.of("fine-tune", Entry.class);

  /** Between two tries to write about a job whose database is away. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final JobRunner runner;
  private final BlockingQueue<DeviceId> freeSlots;
  private final BooleanSupplier couldNobodyBeat;
  private final Clock clock;

  /**
   * @param slots the device of each slot; there must be a thread for each
   * @param couldNobodyBeat whether no node can have given a sign of life for a part of the last
   *     lease: who gave none is not lost then
   */
  JobTask(JobRunner runner, List<DeviceId> slots, BooleanSupplier couldNobodyBeat, Clock clock) {
    this.runner = runner;
    this.freeSlots = new ArrayBlockingQueue<>(slots.size(), true, slots);
    this.couldNobodyBeat = couldNobodyBeat;
    this.clock = clock;
  }

  /** How many slots of the device have no job. */
  int free(DeviceId device) {
    return Collections.frequency(List.copyOf(freeSlots), device);
  }

  static SchedulableInstance<Entry> instance(Ticket ticket, int priority, Clock clock) {
    return FINE_TUNE
        .instance(ticket.toString())
        .data(Entry.of(ticket))
        .priority(priority)
        .scheduledTo(clock.instant());
  }

  boolean hasFree() {
    return !freeSlots.isEmpty();
  }

  Task<Entry> task() {
    return Tasks.custom(FINE_TUNE)
        .onDeadExecution((dead, queue) -> {
          if (couldNobodyBeat.getAsBoolean()) {
            return;
          }
          runner.lose(entry(dead.getExecution().taskInstance).ticket());
          queue.reschedule(dead, clock.instant());
        })
        .onFailure((failed, queue) -> {
          runner.lose(entry(failed.getExecution().taskInstance).ticket());
          queue.reschedule(failed, clock.instant().plus(RETRY));
        })
        .execute((instance, _) -> run(instance.getData().ticket()));
  }

  private CompletionHandler<Entry> run(Ticket ticket) {
    DeviceId device = freeSlots.remove();
    try {
      return switch (runner.run(ticket, device)) {
        case DONE -> new CompletionHandler.OnCompleteRemove<>();
        case AGAIN -> (complete, queue) -> queue.reschedule(complete, clock.instant());
      };
    } finally {
      freeSlots.add(device);
    }
  }

  private static Entry entry(TaskInstance<?> instance) {
    return (Entry) instance.getData();
  }
}
