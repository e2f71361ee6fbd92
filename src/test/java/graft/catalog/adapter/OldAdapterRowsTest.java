package graft.catalog.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import graft.TestDatabase;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Rows of adapters that were kept before their parents were references. */
class OldAdapterRowsTest {
  @Test
  void aParentThatIsGoneIsNoneAndOneThatIsThereStaysUntilItIsDeleted() {
    JdbcConnectionDetails database = TestDatabase.create();
    DriverManagerDataSource source =
        new DriverManagerDataSource(
            database.getJdbcUrl(), database.getUsername(), database.getPassword());
    Flyway.configure().dataSource(source).target("10").load().migrate();
    JdbcClient jdbc = JdbcClient.create(source);
    keep(jdbc, "adp-orphan", "adp-gone");
    keep(jdbc, "adp-start", null);
    keep(jdbc, "adp-child", "adp-start");

    Flyway.configure().dataSource(source).load().migrate();

    assertThat(parents(jdbc)).containsExactly("adp-child adp-start", "adp-orphan -", "adp-start -");
    assertThat(
            jdbc.sql("select count(*) from adapter where notices = '[]'::jsonb")
                .query(Long.class)
                .single())
        .isEqualTo(3);
    jdbc.sql("delete from adapter where id = 'adp-start'").update();
    assertThat(parents(jdbc)).containsExactly("adp-child -", "adp-orphan -");
  }

  private static void keep(JdbcClient jdbc, String id, @Nullable String parent) {
    jdbc.sql(
            """
            insert into adapter (id, name, model, config, task, state, trainable_parameters, bytes,
                                 sha256, metrics, parent_id, created_at, directory)
            values (:id, :id, 'tiny', '{}', null, 'READY', 1, 1, repeat('0', 64), '{}', :parent,
                    now(), :id)
            """)
        .param("id", id)
        .param("parent", parent)
        .update();
  }

  private static List<String> parents(JdbcClient jdbc) {
    return jdbc.sql("select id || ' ' || coalesce(parent_id, '-') from adapter order by id")
        .query(String.class)
        .list();
  }
}
