package graft.recipe;

import graft.spec.job.SetupSpec;
import java.nio.file.Path;
import java.util.Map;

/**
 * What to evaluate an adapter on.
 *
 * @param file labelled rows
 * @param columns the file's column of each field, where its name does not tell
 * @param setup which adapters are on; one answer a row
 * @param adapters every adapter that the setup names, by id
 * @param predictions a file to be written: every row with its gold and predicted answer, as CSV
 */
public record EvaluateSpec(
    DataSource file,
    Map<String, String> columns,
    SetupSpec setup,
    Map<String, AdapterSource> adapters,
    Path predictions) {
  public EvaluateSpec {
    columns = Map.copyOf(columns);
    adapters = Map.copyOf(adapters);
  }
}
