package graft.format.adapter;

import graft.format.FileContext;
import graft.format.FileFaults;
import graft.format.ZipFolder;
import graft.spec.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;

/** What an archive of a whole setup may hold: its file, and a directory for each part. */
final class SetupZip implements ZipFolder.Rule {
  /** One directory and a file in it; hidden ones belong to nobody. */
  private static final Pattern IN_PART = Pattern.compile("[^./][^/]*/[^/]+");

  @Override
  public void require(List<String> paths) {
    FileFaults faults = new FileFaults();
    paths.stream()
        .filter(path -> !isTaken(path) && !isAccompanying(path))
        .sorted()
        .forEach(path ->
            faults.add("unknown_file", FileContext.printable(path) + " is not a file of a setup"));
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  /** A companion at the top or in a part; what lies deeper is nobody's. */
  private static boolean isAccompanying(String path) {
    boolean isPart = IN_PART.matcher(path).matches();
    return path.contains("/") && !isPart
        || KnownFiles.isCompanion(path.substring(path.lastIndexOf('/') + 1));
  }

  @Override
  public boolean isTaken(String name) {
    return name.equals(AdapterSetup.FILE)
        || (IN_PART.matcher(name).matches()
            && KnownFiles.isRead(name.substring(name.indexOf('/') + 1)));
  }
}
