package graft.dispatch;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.boot.autoconfigure.Jackson3Serializer;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.stats.StatsRegistry;
import graft.database.AfterClockSet;
import graft.database.Presence;
import graft.dispatch.slot.BatchThread;
import graft.job.Ticket;
import graft.spec.DeviceId;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The queue of jobs, and this node's share in working it off: one long-lived thread for each slot
 * of each device.
 */
public final class Dispatcher implements JobQueue, SmartLifecycle {
  /**
   * The queue, by a clock that was set back: what is due would wait, and the signs of life of a
   * node that is lost would seem to be of late.
   */
  public static final AfterClockSet AFTER_CLOCK_SET =
      new AfterClockSet(
          """
          update scheduled_tasks
             set execution_time = least(execution_time, clock_timestamp()),
                 last_heartbeat = least(last_heartbeat, clock_timestamp())
           where execution_time > clock_timestamp() or last_heartbeat > clock_timestamp()
          """);

  private final DispatchSettings settings;
  private final JobRunner runner;
  private final Clock clock;
  private final JobTask task;
  private final Scheduler scheduler;
  private volatile boolean isRunning;

  /** What a slot does. */
  public enum SlotState {
    BUSY,
    IDLE,
    /** Its job ends its step, and no other follows. */
    DRAINING;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param database joins the caller's transaction where there is one
   * @param presence of that database
   */
  public Dispatcher(
      DispatchSettings settings,
      List<DeviceId> devices,
      DataSource database,
      Presence presence,
      JobRunner runner,
      StatsRegistry stats,
      Clock clock) {
    this.settings = settings;
    this.runner = runner;
    this.clock = clock;
    List<DeviceId> slots =
        Collections.nCopies(settings.slots(), devices).stream().flatMap(List::stream).toList();
    DispatchSettings.Timing timing = settings.timing();
    this.task = new JobTask(runner, slots, () -> presence.wasAway(timing.lease()), clock);
    this.scheduler =
        Scheduler.create(database, task.task())
            .schedulerName(new SchedulerName.Fixed(settings.worker().value()))
            .serializer(new Jackson3Serializer())
            // Said, and not asked of the database: while that is away the answer would be another.
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .clock(clock::instant)
            .statsRegistry(stats)
            .threads(slots.size())
            .executorService(new Workers(slots.size(), () -> runner.cutOff(timing.shutdown())))
            .enablePriority()
            // Never more than there are free slots: what waits here could run elsewhere.
            .pollUsingLockAndFetch(0.99, 1.0)
            .pollingInterval(timing.polling())
            .heartbeatInterval(timing.heartbeat())
            .missedHeartbeatsLimit(DispatchSettings.Timing.MISSED)
            .shutdownMaxWait(timing.shutdown())
            .build();
  }

  @Override
  public void put(Ticket ticket, int priority) {
    scheduler.schedule(JobTask.instance(ticket, priority, clock));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            // A slot that comes free looks by itself; until then a look costs and finds no room.
            if (task.hasFree()) {
              scheduler.triggerCheckForDueExecutions();
            }
          }
        });
  }

  /** How many of this node's slots on a device are in a state. */
  public int slots(DeviceId device, SlotState state) {
    int free = settings.runsJobs() ? task.free(device) : 0;
    int taken = settings.runsJobs() ? settings.slots() - free : 0;
    return switch (state) {
      case BUSY -> isRunning ? taken : 0;
      case IDLE -> isRunning ? free : 0;
      case DRAINING -> isRunning ? 0 : taken;
    };
  }

  @Override
  public void start() {
    if (settings.runsJobs()) {
      scheduler.start();
    }
    isRunning = true;
  }

  /**
   * Takes no more jobs, and waits until those that run have ended their step and are handed over. A
   * step that takes longer than this node may is left behind: its job goes on elsewhere.
   */
  @Override
  public void stop() {
    isRunning = false;
    runner.shutDown();
    scheduler.stop();
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }

  /**
   * The threads that compute. None is ever interrupted: that does not reach native code, and breaks
   * the files and connections of a job that is about to be handed over.
   */
  private static final class Workers extends ThreadPoolExecutor {
    private final Runnable cutOff;
    private volatile boolean isCutOff;

    /**
     * @param cutOff called when those that run are not waited for any longer
     */
    Workers(int threads, Runnable cutOff) {
      super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads());
      this.cutOff = cutOff;
    }

    /** Trainings give way to requests. */
    private static ThreadFactory threads() {
      ThreadFactory named = Thread.ofPlatform().name("worker-", 1).factory();
      return task -> named.newThread(BatchThread.of(task));
    }

    /** What the scheduler calls when its patience is over. */
    @Override
    public List<Runnable> shutdownNow() {
      isCutOff = true;
      cutOff.run();
      return List.of();
    }

    /** Nobody waits twice. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return isCutOff ? isTerminated() : super.awaitTermination(timeout, unit);
    }
  }
}
