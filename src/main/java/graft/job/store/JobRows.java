package graft.job.store;

import graft.job.Failure;
import graft.job.JobResult;
import graft.job.JobStatus;
import graft.job.Placement;
import graft.spec.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * The rows of jobs. Every change has the epoch in its condition: that of the claim, or that of the
 * row as its caller has locked it. No row changed means that the epoch is over.
 */
interface JobRows extends Repository<JobRow, String> {
  JobRow saveAndFlush(JobRow row);

  Optional<JobRow> findById(String id);

  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(value = "delete from job where id = :id", nativeQuery = true)
  void deleteById(String id);

  /** The row, which nobody else changes before the transaction has ended. */
  @Query(
      value = "select * from job where owner = :owner and id = :id for update",
      nativeQuery = true)
  Optional<JobRow> lock(String owner, String id);

  /** The same, whoever owns it. */
  @Query(value = "select * from job where id = :id for update", nativeQuery = true)
  Optional<JobRow> lockOfAll(String id);

  @Query(value = "select * from job where owner = :owner and id = :id", nativeQuery = true)
  Optional<JobRow> findOf(String owner, String id);

  @Query(
      value =
          """
          select *
            from job
           where owner = :owner and seq < :before
           order by seq desc
           limit :limit
          """,
      nativeQuery = true)
  List<JobRow> newestFirst(String owner, long before, int limit);

  @Query(
      value =
          """
          select *
            from job
           where owner = :owner and seq < :before and metadata @> cast(:pairs as jsonb)
           order by seq desc
           limit :limit
          """,
      nativeQuery = true)
  List<JobRow> newestWith(String owner, long before, String pairs, int limit);

  @Query(
      value =
          """
          select *
            from job
           where owner = :owner and seq < :before and metadata = '{}'
           order by seq desc
           limit :limit
          """,
      nativeQuery = true)
  List<JobRow> newestBare(String owner, long before, int limit);

  @Query(value = "select count(*) from job where status = 'QUEUED'", nativeQuery = true)
  long queued();

  /** Gives the job to a worker. */
  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set status = 'VALIDATING_FILES', since = :now, epoch = epoch + 1, attempts = attempts + 1,
                 worker = :#{#placement.worker().value()},
                 device = :#{#placement.device().value()}, heartbeat_at = :now,
                 started_at = coalesce(started_at, :now), versions = cast(:versions as jsonb),
                 version = version + 1
           where id = :id and epoch = :epoch
          """,
      nativeQuery = true)
  int begin(String id, long epoch, Placement placement, String versions, Instant now);

  /** The worker that checked the files trains. */
  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set status = 'RUNNING', since = :now,
                 checkpoint_step = nullif(:step, 0),
                 metrics = case when :step > 0 then metrics end,
                 version = version + 1
           where id = :id and epoch = :epoch and status = 'VALIDATING_FILES'
          """,
      nativeQuery = true)
  int start(String id, long epoch, int step, Instant now);

  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set fruitless = case when :step > coalesce(checkpoint_step, 0) then 0 else fruitless end,
                 checkpoint_step = :step, version = version + 1
           where id = :id and epoch = :epoch
          """,
      nativeQuery = true)
  int checkpointed(String id, long epoch, int step);

  /** Takes the job from its holder, if it has one: queued, paused or cancelled. */
  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set status = :#{#status.name()}, since = :now, epoch = epoch + 1, attempts = :attempts,
                 trained_tokens = case when :#{#status.isTerminal()}
                                       then coalesce(trained_tokens, 0)
                                       else trained_tokens end,
                 wish = null, version = version + 1
           where id = :id and epoch = :epoch
          """,
      nativeQuery = true)
  int release(String id, long epoch, JobStatus status, int attempts, Instant now);

  /** One more worker was lost with the job. */
  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value = "update job set fruitless = fruitless + 1 where id = :id and epoch = :epoch",
      nativeQuery = true)
  int addFruitless(String id, long epoch);

  /** Makes every older ticket void. */
  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value = "update job set ticket = ticket + 1 where id = :id and epoch = :epoch",
      nativeQuery = true)
  int drawTicket(String id, long epoch);

  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set wish = case when :isPausing then 'PAUSE' end, version = version + 1
           where id = :id and epoch = :epoch
          """,
      nativeQuery = true)
  int wish(String id, long epoch, boolean isPausing);

  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set heartbeat_at = :now, version = version + 1
           where id = :id and epoch = :epoch
          """,
      nativeQuery = true)
  int beat(String id, long epoch, Instant now);

  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set step = :#{#progress.step()}, total_steps = :#{#progress.totalSteps()},
                 passes = :#{#progress.epoch()}, loss = :#{#progress.loss()},
                 learning_rate = :#{#progress.learningRate()},
                 tokens_per_second = :#{#progress.tokensPerSecond()},
                 seconds_left = :#{#progress.estimatedSecondsLeft()},
                 trained_tokens = :#{#progress.trainedTokens()}
           where id = :id and epoch = :epoch
          """,
      nativeQuery = true)
  int progress(String id, long epoch, Progress progress);

  /** What was measured last takes the place of what was measured before. */
  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set metrics = coalesce(metrics, cast('{}' as jsonb)) || cast(:metrics as jsonb)
           where id = :id and epoch = :epoch
          """,
      nativeQuery = true)
  int measured(String id, long epoch, String metrics);

  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set status = 'SUCCEEDED', since = :now, epoch = epoch + 1,
                 wish = null,
                 adapter_id = :#{#result.adapter().value()}, model_name = :#{#result.modelName()},
                 result_file = :#{#result.resultFile().value()},
                 adapter_sha256 = cast(:#{#result.sha256().orElse(null)} as text),
                 trained_tokens = :#{#result.trainedTokens()}, metrics = cast(:metrics as jsonb),
                 version = version + 1
           where id = :id and epoch = :epoch
          """,
      nativeQuery = true)
  int succeed(String id, long epoch, JobResult result, String metrics, Instant now);

  @Modifying(flushAutomatically = true, clearAutomatically = true)
  @Query(
      value =
          """
          update job
             set status = 'FAILED', since = :now, epoch = epoch + 1,
                 wish = null,
                 error_code = :#{#failure.code().name()}, error_message = :#{#failure.message()},
                 error_param = cast(:#{#failure.param().orElse(null)} as text),
                 trained_tokens = coalesce(trained_tokens, 0),
                 version = version + 1
           where id = :id and epoch = :epoch
          """,
      nativeQuery = true)
  int fail(String id, long epoch, Failure failure, Instant now);
}
