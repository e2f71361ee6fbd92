package graft.dispatch;

import com.github.kagkarlsson.scheduler.stats.StatsRegistry;
import graft.FastDirectory;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.Checkpoints;
import graft.catalog.model.BaseModels;
import graft.catalog.storage.Blobs;
import graft.catalog.storage.StorageLayout;
import graft.database.Presence;
import graft.dispatch.retention.RetentionSettings;
import graft.inference.ArtifactLocator;
import graft.inference.DeviceExecutor;
import graft.inference.GenerationExecutor;
import graft.inference.TextLimits;
import graft.job.Claims;
import graft.job.JobLimits;
import graft.job.WorkerId;
import graft.job.provenance.Versions;
import graft.recipe.Recipes;
import graft.spec.DeviceId;
import graft.spec.IdSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * The package with the real jobs and catalog over a real database, and recipes that compute
 * nothing. Not marked as a configuration, so that no scan of the whole application finds it.
 */
@EnableAutoConfiguration
@AutoConfigurationPackage(basePackages = {"graft.job", "graft.catalog"})
@ComponentScan(
    basePackages = {"graft.job", "graft.catalog", "graft.dispatch", "graft.inference"},
    excludeFilters =
        @ComponentScan.Filter(type = FilterType.REGEX, pattern = "graft\\.catalog\\.model\\..*"))
class DispatchPackage {
  static final DeviceId CPU = new DeviceId("cpu");

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Versions versions() {
    return new Versions(Map.of("graft", "test"));
  }

  @Bean
  RetentionSettings retentionSettings() {
    return new RetentionSettings(Period.ofDays(7), Period.ofDays(30));
  }

  @Bean
  JobLimits limits() {
    return new JobLimits(1_000, 10);
  }

  @Bean
  IdSource ids() {
    AtomicLong made = new AtomicLong();
    return () -> "%026d".formatted(made.incrementAndGet());
  }

  @Bean
  Scratch scratch() throws IOException {
    return new Scratch(FastDirectory.create());
  }

  @Bean
  StorageLayout layout(Scratch scratch) {
    return new StorageLayout(
        scratch.directory(), scratch.directory().resolve("models"), 1 << 20, 1 << 20);
  }

  @Bean
  BaseModels models() {
    return new OneModel();
  }

  @Bean
  ScriptedRecipes recipes() {
    return new ScriptedRecipes();
  }

  @Bean
  Signals signals() {
    return new Signals();
  }

  @Bean(destroyMethod = "close")
  DeviceExecutor shortTasks() {
    return new DeviceExecutor(List.of(CPU), 4, Duration.ofSeconds(30));
  }

  @Bean(destroyMethod = "close")
  GenerationExecutor generations() {
    return new GenerationExecutor(List.of(CPU), new TextLimits(4, 4096));
  }

  @Bean
  Workspace workspace(StorageLayout layout) {
    return new Workspace(layout.data().resolve("runs"));
  }

  @Bean
  Resolver resolver(
      References references, ArtifactLocator sources, Recipes recipes, DeviceExecutor tasks) {
    return new Resolver(references, sources, recipes, tasks, () -> 7);
  }

  @Bean
  JobCheckpoints.Keeping keeping(
      Adapters adapters,
      Checkpoints checkpoints,
      Claims claims,
      IdSource ids,
      TransactionTemplate transaction,
      Blobs blobs,
      Clock clock) {
    return new JobCheckpoints.Keeping(
        adapters, checkpoints, claims, ids, transaction, Presence.ALWAYS, blobs, clock);
  }

  /** A node that takes no jobs: what is submitted waits for a test's own nodes. */
  @Bean
  Dispatcher queue(Nodes nodes) {
    return nodes.idle("queue");
  }

  @Bean
  Nodes nodes(
      StorageLayout layout,
      DataSource database,
      JobCheckpoints.Keeping keeping,
      ArtifactLocator sources,
      Recipes recipes,
      ResultPublisher publication,
      Clock clock) {
    DataSource joining = new TransactionAwareDataSourceProxy(database);
    Path runs = layout.data().resolve("runs");
    return (name, slots, runsJobs, signals) -> {
      DispatchSettings settings =
          new DispatchSettings(
              new WorkerId(name),
              runsJobs,
              slots,
              runs,
              4,
              Duration.ofSeconds(30),
              new DispatchSettings.Timing(
                  Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofSeconds(20)));
      JobRunner runner =
          new JobRunner(settings, keeping, sources, recipes, publication, signals, WorkWatch.NONE);
      return new Dispatcher(
          settings, List.of(CPU), joining, Presence.ALWAYS, runner, StatsRegistry.NOOP, clock);
    };
  }

  /** Makes nodes that share the database. */
  @FunctionalInterface
  interface Nodes {
    Dispatcher create(String name, int slots, boolean runsJobs, Signals signals);

    default Dispatcher idle(String name) {
      return create(name, 1, false, new Signals());
    }

    /** A node at work; whoever asks for it stops it. */
    default Dispatcher start(String name, int slots) {
      return start(name, slots, new Signals());
    }

    default Dispatcher start(String name, int slots, Signals signals) {
      Dispatcher node = create(name, slots, true, signals);
      node.start();
      return node;
    }
  }

  /** The data directory, deleted with the context. */
  record Scratch(Path directory) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      FileSystemUtils.deleteRecursively(directory);
    }
  }
}
