package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.catalog.hub.HubSettings;
import graft.catalog.storage.S3Settings;
import graft.dispatch.retention.RetentionSettings;
import graft.export.ExportSettings;
import graft.inference.TextLimits;
import graft.job.JobLimits;
import graft.spec.DeviceId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.validation.FieldError;

class SettingsTest {
  private final ApplicationContextRunner node =
      new ApplicationContextRunner()
          .withInitializer(new ConfigDataApplicationContextInitializer())
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(SettingsConfiguration.class);

  @Test
  void hasADefaultForEverything() {
    node.run(context -> {
      Path data = Path.of("target/test-data").toAbsolutePath();
      assertThat(context.getBean(Settings.class))
          .isEqualTo(
              new Settings(
                  data,
                  data.resolve("models"),
                  List.of(),
                  1,
                  Duration.ofSeconds(8),
                  Duration.ofSeconds(20),
                  Set.of(NodeRole.API, NodeRole.WORKER),
                  Optional.empty(),
                  512L << 20,
                  16L << 30,
                  new HubSettings(URI.create("http://127.0.0.1:9"), Optional.empty()),
                  ExportSettings.NONE,
                  new TextLimits(256, 262144),
                  new JobLimits(50_000, 2_000),
                  new RetentionSettings(Period.ofDays(7), Period.ZERO)));
    });
  }

  @Test
  void readsEverySetting() {
    node.withPropertyValues(
            "graft.data=/var/lib/graft",
            "graft.models=/models",
            "graft.devices=cuda:0,cuda:1",
            "graft.worker.slots=3",
            "graft.worker.lease=30",
            "graft.worker.drain=240",
            "graft.roles=worker",
            "graft.storage=s3",
            "graft.s3.bucket=tuning",
            "graft.s3.endpoint=http://minio:9000",
            "graft.s3.region=eu-west-1",
            "graft.s3.prefix=graft/",
            "graft.s3.cache-bytes=4000",
            "graft.s3.access-key=me",
            "graft.s3.secret-key=word",
            "graft.files.max-bytes=1000",
            "graft.model.max-bytes=2000",
            "graft.hub.endpoint=https://hub.example/mirror",
            "graft.hub.token=secret",
            "graft.generation.max-requests=7",
            "graft.generation.max-tokens=800",
            "graft.export.tensorboard.dir=/runs",
            "graft.export.mlflow.uri=http://mlflow:5000",
            "graft.export.mlflow.experiment=tuning",
            "graft.export.mlflow.credential=me:word")
        .run(context ->
            assertThat(context.getBean(Settings.class))
                .isEqualTo(
                    new Settings(
                        Path.of("/var/lib/graft"),
                        Path.of("/models"),
                        List.of(new DeviceId("cuda:0"), new DeviceId("cuda:1")),
                        3,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(240),
                        Set.of(NodeRole.WORKER),
                        Optional.of(
                            new S3Settings(
                                "tuning",
                                Optional.of(URI.create("http://minio:9000")),
                                "eu-west-1",
                                "graft/",
                                4000,
                                Optional.of(new S3Settings.Keys("me", "word")))),
                        1000,
                        2000,
                        new HubSettings(
                            URI.create("https://hub.example/mirror"), Optional.of("secret")),
                        new ExportSettings(
                            Optional.of(Path.of("/runs")),
                            Optional.of(
                                new ExportSettings.Mlflow(
                                    URI.create("http://mlflow:5000"),
                                    "tuning",
                                    Optional.of("me:word")))),
                        new TextLimits(7, 800),
                        new JobLimits(50_000, 2_000),
                        new RetentionSettings(Period.ofDays(7), Period.ZERO))));
  }

  @Test
  void namesEveryBadSettingAtOnce() {
    node.withPropertyValues(
            "graft.data= ",
            "graft.devices=gpu",
            "graft.worker.slots=many",
            "graft.worker.lease=1",
            "graft.worker.drain=1h",
            "graft.roles=api,king",
            "graft.storage=tape",
            "graft.s3.bucket=NO",
            "graft.s3.endpoint=minio",
            "graft.s3.region=",
            "graft.s3.prefix=/x",
            "graft.s3.cache-bytes=much",
            "graft.files.max-bytes=-1",
            "graft.model.max-bytes=much",
            "graft.hub.endpoint=file:///etc",
            "graft.log.format=xml",
            "graft.export.mlflow.uri=mlflow",
            "graft.export.mlflow.experiment= ")
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOfSatisfying(
                    BindValidationException.class,
                    e ->
                        assertThat(e.getValidationErrors().getAllErrors())
                            .extracting(error -> ((FieldError) error).getField())
                            .containsExactlyInAnyOrder(
                                "data",
                                "devices",
                                "worker.slots",
                                "worker.lease",
                                "worker.drain",
                                "roles",
                                "storage",
                                "s3.bucket",
                                "s3.endpoint",
                                "s3.region",
                                "s3.prefix",
                                "s3.cacheBytes",
                                "files.maxBytes",
                                "model.maxBytes",
                                "hub.endpoint",
                                "log.format",
                                "export.mlflow.uri",
                                "export.mlflow.experiment")));
  }

  @Test
  void namesVariablesThatItDoesNotKnow() {
    Map<String, Object> variables =
        Map.of(
            "GRAFT_DEVISES", "cpu",
            "GRAFT_WORKER_SLOTS", "2",
            "GRAFT_FILES_MAXBYTES", "7",
            "GRAFT_API_KEY", "",
            "GRAFT_SOMETHING_ELSE", "1",
            "PATH", "/bin");
    StandardEnvironment environment = new StandardEnvironment();
    MutablePropertySources sources = environment.getPropertySources();
    sources.replace(
        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
        new SystemEnvironmentPropertySource(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    sources.addLast(
        new MapPropertySource(
            "defaults",
            Map.of(
                "graft.devices", "auto",
                "graft.worker.slots", "1",
                "graft.files.max-bytes", "1",
                "graft.api-key", "")));

    assertThat(UnknownVariables.warning(environment))
        .contains(
            "not known and without effect: GRAFT_DEVISES (did you mean GRAFT_DEVICES?),"
                + " GRAFT_SOMETHING_ELSE");
  }
}
