package graft.catalog.file;

/**
 * A body that was received but not kept. Whoever received it closes it, which deletes what was not
 * kept. Confined to one thread.
 */
public interface Upload extends AutoCloseable {
  /** As the sender calls it, without directories. */
  String filename();

  long bytes();

  @Override
  void close();
}
