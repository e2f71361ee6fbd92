package graft.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import graft.FastDirectory;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

class PostgresAutoConfigurationTest {
  @TempDir(factory = FastDirectory.class)
  Path data;

  @Test
  void isTheDatabaseWhereNoneIsNamed() {
    service()
        .withPropertyValues("spring.datasource.url=")
        .run(context -> {
          JdbcClient client = JdbcClient.create(context.getBean(DataSource.class));
          assertThat(client.sql("show data_directory").query(String.class).single())
              .isEqualTo(data.resolve("postgres/data").toString());
        });

    assertThat(data.resolve("postgres/data/postmaster.pid")).doesNotExist();
  }

  @Test
  void staysAwayWhereADatabaseIsNamed() {
    service()
        .withPropertyValues("spring.datasource.url=jdbc:postgresql://db/graft")
        .run(context -> assertThat(context).doesNotHaveBean(PostgresServer.class));
  }

  @Test
  void staysAwayWhereConnectionDetailsAreGiven() {
    service()
        .withBean(JdbcConnectionDetails.class, Elsewhere::new)
        .run(context ->
            assertThat(context)
                .doesNotHaveBean(PostgresServer.class)
                .hasSingleBean(JdbcConnectionDetails.class));
  }

  @Test
  void isFoundBySpring() {
    assertThat(ImportCandidates.load(AutoConfiguration.class, null).getCandidates())
        .contains(PostgresAutoConfiguration.class.getName());
  }

  @Test
  void aFailedStartIsShownWithWhatToDo() {
    // Some of Spring's own analyzers need a bean factory, and are left out here.
    FailureHandler leaveOut = (_, _, _) -> {};
    FailureAnalysis shown =
        SpringFactoriesLoader.forDefaultResourceLocation()
            .load(FailureAnalyzer.class, leaveOut)
            .stream()
            .filter(PostgresFailureAnalyzer.class::isInstance)
            .findFirst()
            .orElseThrow()
            .analyze(
                new BeanCreationException("server", new PostgresStartException("why", "do this")));

    assertThat(shown.getDescription()).isEqualTo("why");
    assertThat(shown.getAction()).isEqualTo("do this");
  }

  private ApplicationContextRunner service() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                PostgresAutoConfiguration.class, DataSourceAutoConfiguration.class))
        .withPropertyValues("graft.data=" + data);
  }

  private static final class Elsewhere implements JdbcConnectionDetails {
    @Override
    public String getUsername() {
      return "somebody";
    }

    @Override
    public String getPassword() {
      return "secret";
    }

    @Override
    public String getJdbcUrl() {
      return "jdbc:postgresql://elsewhere/graft";
    }
  }
}
