package graft.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts connections below the pool that can be broken off, and a watch beside it. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
  @Bean
  static BeanPostProcessor physicalConnections() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
          pool.setDataSource(below(pool));
        }
        return bean;
      }
    };
  }

  private static PhysicalConnections below(HikariDataSource pool) {
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    if (pool.getUsername() != null) {
      properties.setProperty("user", pool.getUsername());
    }
    if (pool.getPassword() != null) {
      properties.setProperty("password", pool.getPassword());
    }
    return new PhysicalConnections(pool.getJdbcUrl(), properties);
  }

  @Bean
  DatabaseWatch databaseWatch(
      DataSource database, SharedClock clock, ObjectProvider<AfterClockSet> mending)
      throws SQLException {
    HikariDataSource pool = database.unwrap(HikariDataSource.class);
    return new DatabaseWatch(
        pool, (PhysicalConnections) pool.getDataSource(), clock, mending.stream().toList());
  }

  /** Migrations take as long as they take, and hold a lock meanwhile: none of our time-outs. */
  @Bean
  FlywayConfigurationCustomizer migrations(JdbcConnectionDetails database) {
    return flyway ->
        flyway.dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
  }
}
