package graft.catalog.adapter;

import graft.spec.AdapterId;
import graft.spec.job.SetupSpec;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which adapters were on beside one while it was trained: a row for each, found from either. */
@Repository
class Companions {
  private final JdbcClient jdbc;

  Companions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Says what an adapter was trained beside, once its own row is there. */
  void add(NewAdapter adapter) {
    adapter
        .setup()
        .leaves()
        .filter(leaf -> !leaf.equals(SetupSpec.NEW))
        .distinct()
        .forEach(companion ->
            jdbc.sql(
                    """
                    insert into adapter_companion (adapter_id, companion_id)
                    values (:adapter, :companion)
                    """)
                .param("adapter", adapter.id().value())
                .param("companion", companion)
                .update());
  }

  /** The adapters that were trained beside this one, oldest first. */
  List<String> trainedBeside(AdapterId id) {
    return jdbc.sql(
            """
            select adapter_id
              from adapter_companion join adapter on adapter.id = adapter_id
             where companion_id = :id
             order by seq
            """)
        .param("id", id.value())
        .query((row, _) -> row.getString("adapter_id"))
        .list();
  }
}
