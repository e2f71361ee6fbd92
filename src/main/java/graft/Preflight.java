package graft;

import graft.cli.CannotStart;
import graft.cli.Directories;
import graft.cli.Engine;
import graft.cli.Port;
import graft.spec.DeviceId;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/**
 * Looks at what a start needs, from the cheapest to the dearest, before the database is started:
 * settings, port, directories, engine and devices.
 */
final class Preflight implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final String DATABASE = "jdbc:postgresql:";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    Environment environment = context.getEnvironment();
    Settings settings = settings(environment);
    requireDatabaseAddress(environment.getProperty("spring.datasource.url", ""));
    port(environment).requireFree();
    Directories.requireWritable(settings.data(), "GRAFT_DATA");
    Directories.refuseFile(settings.models(), "GRAFT_MODELS");
    Engine.start(devices(settings));
  }

  /** As {@link SettingsConfiguration} will offer them, which is too late here. */
  private static Settings settings(Environment environment) {
    try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
      return Binder.get(environment)
          .bind(
              "graft",
              Bindable.of(WrittenSettings.class),
              new ValidationBindHandler(new AllAtOnce(validators.getValidator())))
          .get()
          .settings();
    }
  }

  private static Port port(Environment environment) {
    return Port.of(
        environment.getProperty("server.address", ""),
        environment.getProperty("server.port", "8080"));
  }

  private static String devices(Settings settings) {
    return settings.devices().isEmpty()
        ? "auto"
        : settings.devices().stream().map(DeviceId::value).collect(Collectors.joining(","));
  }

  /** Does not repeat what it found: an address may hold a password. */
  private static void requireDatabaseAddress(String address) {
    if (!address.isBlank() && !address.startsWith(DATABASE)) {
      throw new CannotStart(
          "SPRING_DATASOURCE_URL must be the address of a PostgreSQL server, such as"
              + " jdbc:postgresql://localhost:5432/graft; leave it out for the embedded one");
    }
  }

  /** Checks the whole, which reaches its parts; parts alone would stop at the first bad one. */
  private static final class AllAtOnce extends SpringValidatorAdapter {
    AllAtOnce(Validator validator) {
      super(validator);
    }

    @Override
    public boolean supports(Class<?> type) {
      return type.equals(WrittenSettings.class);
    }
  }
}
