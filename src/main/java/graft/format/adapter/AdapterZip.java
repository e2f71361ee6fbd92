package graft.format.adapter;

import graft.format.ZipFolder;
import graft.spec.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Unpacks ZIP files of adapter directories that strangers send. */
public final class AdapterZip {
  private static final ZipFolder.Rule KNOWN =
      new ZipFolder.Rule() {
        @Override
        public void require(List<String> paths) {
          KnownFiles.require(paths);
        }

        @Override
        public boolean isTaken(String name) {
          return KnownFiles.isRead(name);
        }
      };

  private AdapterZip() {}

  /**
   * Unpacks the files that {@link KnownFiles} has readers for, beside {@code adapter_config.json}
   * or a fusion's, in the folder that all others with such a file lie in; or {@value
   * AdapterSetup#FILE} and such files in the folders beside it. Companions are left out, weights
   * that nobody reads refused.
   *
   * @param directory is made; must not exist
   * @param byteLimit most bytes that the files may have together
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_ADAPTER} if the archive is damaged,
   *     too large, has no such file or unknown ones, or has a name that leads out of it
   */
  public static void unpack(Path archive, Path directory, long byteLimit) {
    List<String> adapters = folders(archive, PartFiles.ADAPTER.config());
    List<String> fusions = folders(archive, PartFiles.FUSION.config());
    List<String> setups = folders(archive, AdapterSetup.FILE);
    List<String> all = Stream.of(adapters, fusions, setups).flatMap(List::stream).toList();
    // A fusion lies beside the adapters that it mixes, or around them.
    Optional<String> top = ZipFolder.outermost(all);
    boolean hasAdapter = top.filter(adapters::contains).isPresent() || fusions.isEmpty();
    boolean isSetup =
        top.filter(folder -> !adapters.contains(folder) && !fusions.contains(folder)).isPresent();
    String landmark =
        hasAdapter || (top.isEmpty() && !adapters.isEmpty())
            ? PartFiles.ADAPTER.config()
            : PartFiles.FUSION.config();
    ZipFolder.unpack(
        archive,
        directory,
        isSetup ? AdapterSetup.FILE : landmark,
        isSetup ? new SetupZip() : KNOWN,
        byteLimit,
        ErrorCode.INVALID_ADAPTER);
  }

  private static List<String> folders(Path archive, String file) {
    return ZipFolder.folders(archive, file, ErrorCode.INVALID_ADAPTER);
  }
}
