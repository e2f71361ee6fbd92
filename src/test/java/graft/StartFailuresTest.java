package graft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import graft.catalog.storage.Bucket;
import graft.catalog.storage.S3Settings;
import java.net.URI;
import java.util.Optional;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class StartFailuresTest {
  @Test
  void aBucketThatDoesNotAnswerIsTheBucket() {
    S3Settings nobody =
        new S3Settings(
            "tuning",
            Optional.of(URI.create("http://127.0.0.1:1")),
            "us-east-1",
            "",
            0,
            Optional.of(new S3Settings.Keys("access", "secret")));
    try (GenericApplicationContext context = new GenericApplicationContext();
        Bucket bucket = Bucket.open(nobody)) {
      Throwable failure = catchThrowable(bucket::isEmpty);

      assertThat(new StartFailures(context).sentence(new IllegalStateException(failure)))
          .startsWith("The store of files does not answer")
          .contains("GRAFT_S3_ENDPOINT");
    }
  }

  /** What Hibernate says of it is that it is unable to determine a dialect. */
  @Test
  void aDatabaseThatGoesAwayAfterItsMigrationsIsTheDatabase() {
    StandardServiceRegistry persistence =
        new StandardServiceRegistryBuilder()
            .applySetting(
                "jakarta.persistence.nonJtaDataSource",
                new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/graft"))
            .build();
    try (GenericApplicationContext context = new GenericApplicationContext()) {
      Throwable failure = catchThrowable(() -> persistence.requireService(JdbcEnvironment.class));

      assertThat(new StartFailures(context).sentence(new IllegalStateException(failure)))
          .startsWith("The database does not answer any more")
          .contains("SPRING_DATASOURCE_URL")
          .doesNotContain("Dialect");
    } finally {
      StandardServiceRegistryBuilder.destroy(persistence);
    }
  }
}
