package graft.export;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which tools follow the jobs.
 *
 * @param tensorboard a directory that TensorBoard watches
 */
public record ExportSettings(Optional<Path> tensorboard, Optional<Mlflow> mlflow) {
  public static final ExportSettings NONE = new ExportSettings(Optional.empty(), Optional.empty());

  /**
   * A server of MLflow.
   *
   * @param experiment the name under which its runs stand; made if it is not there
   * @param credential a token, or {@code user:password}
   */
  public record Mlflow(URI uri, String experiment, Optional<String> credential) {
    /** Without the credential, which must not come into a log. */
    @Override
    public String toString() {
      return "Mlflow[uri=" + uri + ", experiment=" + experiment + "]";
    }
  }
}
