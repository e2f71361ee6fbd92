package graft;

import graft.api.access.AccessMode;
import graft.catalog.model.BaseModelEntry;
import graft.catalog.model.BaseModels;
import graft.dispatch.Devices;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says in five lines what has started. The last one comes when every base model was looked at,
 * which is long work the first time and keeps nobody waiting.
 */
@Component
final class StartReport {
  private static final Logger LOG = LoggerFactory.getLogger("graft");

  private final Settings settings;
  private final AccessMode access;
  private final DataSource database;
  private final Devices devices;
  private final BaseModels models;
  private final BuildProperties build;

  StartReport(
      Settings settings,
      AccessMode access,
      DataSource database,
      Devices devices,
      BaseModels models,
      BuildProperties build) {
    this.settings = settings;
    this.access = access;
    this.database = database;
    this.devices = devices;
    this.models = models;
    this.build = build;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    Environment environment = event.getApplicationContext().getEnvironment();
    LOG.info("Graft {} answers at {}", build.getVersion(), address(environment));
    LOG.info("Access: {}", access.words());
    LOG.info("Database: {}", database(environment));
    LOG.info("Devices: {}", devices());
    Thread.ofVirtual().name("models").start(this::models);
  }

  private static String address(Environment environment) {
    String host = environment.getProperty("server.address", "");
    String port = environment.getProperty("local.server.port", "?");
    String scheme =
        environment.getProperty("server.ssl.bundle", "").isEmpty() ? "http://" : "https://";
    return scheme
        + (host.isBlank() ? "0.0.0.0" : host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port;
  }

  /** Without what an address may say of users and passwords. */
  private String database(Environment environment) {
    String url = environment.getProperty("spring.datasource.url", "");
    String where =
        url.isBlank()
            ? "embedded, below " + settings.data().resolve("postgres")
            : url.replaceFirst("^jdbc:", "").replaceFirst("[?].*", "").replaceFirst("//.*@", "//");
    try (Connection connection = database.getConnection()) {
      String version = connection.getMetaData().getDatabaseProductVersion();
      return "PostgreSQL " + version.replaceFirst(" .*", "") + ", " + where;
    } catch (SQLException isAway) {
      return "PostgreSQL, " + where;
    }
  }

  private String devices() {
    String names =
        devices.all().stream()
            .map(device ->
                "%s (%.1f GiB)".formatted(device, devices.memory(device) / (double) (1L << 30)))
            .collect(Collectors.joining(", "));
    String work =
        settings.roles().contains(NodeRole.WORKER)
            ? settings.slots() + (settings.slots() == 1 ? " job" : " jobs") + " at a time on each"
            : "no jobs here";
    String engine = "libtorch " + devices.engine() + " " + devices.engineBuild();
    return names + "; " + work + "; " + engine;
  }

  private void models() {
    try {
      List<BaseModelEntry> all = models.list();
      long ready = all.stream().filter(BaseModelEntry.Usable.class::isInstance).count();
      long refused = all.stream().filter(BaseModelEntry.Broken.class::isInstance).count();
      String look = refused == 0 ? "" : "; GET /v1/models says why";
      LOG.info("Models: {} ready, {} refused below {}{}", ready, refused, settings.models(), look);
    } catch (RuntimeException isStopping) {
      LOG.debug("the models were not looked at", isStopping);
    }
  }
}
