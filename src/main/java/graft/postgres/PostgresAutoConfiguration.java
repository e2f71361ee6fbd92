package graft.postgres;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Starts the embedded server where nothing names another database. The connection details depend on
 * the server, so everything that connects closes before it stops. Lazy, because an application
 * without a pool needs no server.
 */
@Lazy
@AutoConfiguration(before = DataSourceAutoConfiguration.class)
@Conditional(PostgresAutoConfiguration.NoDatabaseGiven.class)
@ConditionalOnMissingBean(JdbcConnectionDetails.class)
class PostgresAutoConfiguration {
  // Text, because Spring's own conversion to a path would prefer a class path directory of the
  // same name.
  @Bean(destroyMethod = "close")
  PostgresServer postgresServer(@Value("${graft.data}") String data) {
    return PostgresServer.start(Path.of(data, "postgres"));
  }

  @Bean
  JdbcConnectionDetails embeddedPostgres(PostgresServer server) {
    return new EmbeddedConnection(server);
  }

  private record EmbeddedConnection(PostgresServer server) implements JdbcConnectionDetails {
    @Override
    public String getUsername() {
      return PostgresServer.USER;
    }

    @Override
    public String getPassword() {
      return server.password();
    }

    @Override
    public String getJdbcUrl() {
      return server.jdbcUrl();
    }
  }

  /** Neither absent nor blank counts as given: an empty environment variable means unset. */
  static final class NoDatabaseGiven implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !StringUtils.hasText(context.getEnvironment().getProperty("spring.datasource.url"));
    }
  }
}
