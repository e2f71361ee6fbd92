package graft;

import com.github.kagkarlsson.scheduler.stats.MicrometerStatsRegistry;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.Checkpoints;
import graft.catalog.evaluation.Evaluations;
import graft.catalog.file.DataFiles;
import graft.catalog.storage.Blobs;
import graft.catalog.storage.Orphans;
import graft.database.AfterClockSet;
import graft.database.Presence;
import graft.dispatch.Devices;
import graft.dispatch.DispatchSettings;
import graft.dispatch.Dispatcher;
import graft.dispatch.JobCheckpoints;
import graft.dispatch.JobRunner;
import graft.dispatch.References;
import graft.dispatch.Resolver;
import graft.dispatch.ResultPublisher;
import graft.dispatch.Signals;
import graft.dispatch.WorkWatch;
import graft.dispatch.Workspace;
import graft.dispatch.retention.RetentionSettings;
import graft.inference.ArtifactLocator;
import graft.inference.DeviceExecutor;
import graft.inference.EvaluationBell;
import graft.inference.EvaluationRunner;
import graft.inference.GenerationExecutor;
import graft.job.Claims;
import graft.job.JobLimits;
import graft.job.WorkerId;
import graft.job.provenance.Versions;
import graft.recipe.Recipes;
import graft.recipe.adapted.LoadedModels;
import graft.spec.IdSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Sets this node's workers up. */
@Configuration(proxyBeanMethods = false)
class DispatchConfiguration {
  /** Short tasks that may wait for a device. */
  private static final int LANE = 32;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Longer than an adapter is written again. */
  private static final Duration LONG_AGO = Duration.ofDays(1);

  @Bean
  DispatchSettings dispatchSettings(Settings settings) {
    return new DispatchSettings(
        worker(),
        settings.roles().contains(NodeRole.WORKER),
        settings.slots(),
        settings.data().resolve("runs"),
        LANE,
        PATIENCE,
        DispatchSettings.Timing.of(settings.lease(), settings.drain()));
  }

  /** All that a training's bytes depend on beside what it reads. */
  @Bean
  Versions versions(BuildProperties build, Devices devices) {
    return new Versions(
        Map.of(
            "graft", String.valueOf(build.getVersion()),
            "libtorch", devices.engine(),
            "java", Runtime.version().toString(),
            "platform", System.getProperty("os.name") + " " + System.getProperty("os.arch")));
  }

  @Bean
  JobLimits jobLimits(Settings settings) {
    return settings.jobs();
  }

  @Bean
  RetentionSettings retentionSettings(Settings settings) {
    return settings.retention();
  }

  @Bean
  Workspace workspace(DispatchSettings settings) {
    return new Workspace(settings.runs());
  }

  /** What jobs left below runs that were killed with their process. */
  @Bean
  Orphans runs(Workspace workspace, Claims claims, Clock clock) {
    return isOurDatabase -> {
      if (isOurDatabase) {
        workspace.sweep(claims::holds, clock.instant().minus(LONG_AGO));
      }
    };
  }

  @Bean
  Devices devices(Settings settings, LoadedModels models) {
    return LocalDevices.of(settings, models);
  }

  @Bean
  Signals signals() {
    return new Signals();
  }

  @Bean
  DeviceExecutor shortTasks(DispatchSettings settings, Devices devices) {
    return new DeviceExecutor(devices.all(), settings.laneCapacity(), settings.patience());
  }

  @Bean
  GenerationExecutor textExecutor(Devices devices, Settings settings) {
    return new GenerationExecutor(devices.all(), settings.texts());
  }

  @Bean
  Resolver resolver(
      References references,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      Devices devices) {
    RandomGenerator random = new SecureRandom();
    return new Resolver(
        references,
        sources,
        recipes,
        tasks,
        devices::memory,
        () -> random.nextInt(Integer.MAX_VALUE));
  }

  @Bean
  JobCheckpoints.Keeping checkpointKeeping(
      Adapters adapters,
      Checkpoints checkpoints,
      Claims claims,
      IdSource ids,
      TransactionTemplate transaction,
      Presence presence,
      Blobs blobs,
      Clock clock) {
    return new JobCheckpoints.Keeping(
        adapters, checkpoints, claims, ids, transaction, presence, blobs, clock);
  }

  @Bean
  JobRunner jobRunner(
      DispatchSettings settings,
      JobCheckpoints.Keeping keeping,
      ArtifactLocator sources,
      Recipes recipes,
      ResultPublisher publication,
      Signals signals,
      WorkWatch watch) {
    return new JobRunner(settings, keeping, sources, recipes, publication, signals, watch);
  }

  @Bean
  Dispatcher dispatcher(
      DispatchSettings settings,
      Devices devices,
      DataSource database,
      Presence presence,
      JobRunner runner,
      MeterRegistry meters,
      Clock clock) {
    return new Dispatcher(
        settings,
        devices.all(),
        new TransactionAwareDataSourceProxy(database),
        presence,
        runner,
        new MicrometerStatsRegistry(meters, List.of()),
        clock);
  }

  @Bean
  AfterClockSet queueAfterClockSet() {
    return Dispatcher.AFTER_CLOCK_SET;
  }

  @Bean
  EvaluationRunner evaluationRunner(
      DispatchSettings settings,
      Evaluations evaluations,
      Adapters adapters,
      DataFiles files,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      EvaluationBell bell,
      IdSource ids) {
    return new EvaluationRunner(
        new EvaluationRunner.Surroundings(
            evaluations, adapters, files, sources, recipes, tasks, bell, ids),
        settings.runsJobs());
  }

  private static WorkerId worker() {
    long process = ProcessHandle.current().pid();
    try {
      return new WorkerId(InetAddress.getLocalHost().getHostName() + "-" + process);
    } catch (UnknownHostException e) {
      return new WorkerId("unnamed-" + process);
    }
  }
}
