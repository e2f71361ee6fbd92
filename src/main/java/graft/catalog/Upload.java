package graft.catalog;

/** A body that was received but not kept. Closing it deletes what was not kept. */
public interface Upload extends AutoCloseable {
  String filename();

  long bytes();

  @Override
  void close();
}
