package graft.catalog.storage;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** What the service holds, on all nodes, in numbers. */
@Service
public class Inventory {
  private final JdbcClient jdbc;

  Inventory(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Bytes by the rows.
   *
   * @param files data sets and results
   * @param models base models that were read
   * @param database what the database occupies on its own disk
   */
  public record Bytes(long files, long models, long adapters, long database) {}

  public Bytes bytes() {
    return jdbc.sql(
            """
            select (select coalesce(sum(bytes), 0) from data_file) as files,
                   (select coalesce(sum(bytes), 0) from base_model) as models,
                   (select coalesce(sum(bytes), 0) from adapter) as adapters,
                   pg_database_size(current_database()) as database
            """)
        .query((row, _) ->
            new Bytes(
                row.getLong("files"),
                row.getLong("models"),
                row.getLong("adapters"),
                row.getLong("database")))
        .single();
  }
}
