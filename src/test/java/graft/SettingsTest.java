package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.catalog.hub.HubSettings;
import graft.spec.DeviceId;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
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
                  Set.of(NodeRole.API, NodeRole.WORKER),
                  512L << 20,
                  16L << 30,
                  new HubSettings(URI.create("http://127.0.0.1:9"), Optional.empty())));
    });
  }

  @Test
  void readsEverySetting() {
    node.withPropertyValues(
            "graft.data=/var/lib/graft",
            "graft.models=/models",
            "graft.devices=cuda:0,cuda:1",
            "graft.worker.slots=3",
            "graft.roles=worker",
            "graft.storage=file",
            "graft.files.max-bytes=1000",
            "graft.model.max-bytes=2000",
            "graft.hub.endpoint=https://hub.example/mirror",
            "graft.hub.token=secret")
        .run(context ->
            assertThat(context.getBean(Settings.class))
                .isEqualTo(
                    new Settings(
                        Path.of("/var/lib/graft"),
                        Path.of("/models"),
                        List.of(new DeviceId("cuda:0"), new DeviceId("cuda:1")),
                        3,
                        Set.of(NodeRole.WORKER),
                        1000,
                        2000,
                        new HubSettings(
                            URI.create("https://hub.example/mirror"), Optional.of("secret")))));
  }

  @Test
  void namesEveryBadSettingAtOnce() {
    node.withPropertyValues(
            "graft.data= ",
            "graft.devices=gpu",
            "graft.worker.slots=many",
            "graft.roles=api,king",
            "graft.storage=s3",
            "graft.files.max-bytes=-1",
            "graft.model.max-bytes=much",
            "graft.hub.endpoint=file:///etc")
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
                                "roles",
                                "storage",
                                "files.maxBytes",
                                "model.maxBytes",
                                "hub.endpoint")));
  }
}
