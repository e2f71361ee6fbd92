package graft.catalog.model;

import graft.spec.Faults;
import java.io.IOException;
import java.io.InputStream;

/**
 * A base model's files on their way in. Whoever received them closes it, which deletes what was not
 * kept. Confined to one thread.
 */
public interface ModelUpload extends AutoCloseable {
  /**
   * Reads one file to its end: a file of a Hugging Face directory, or a ZIP of all of them. Once
   * there are faults, names are still judged, but nothing is read.
   *
   * @param filename as the sender calls it
   * @param faults gets a fault if the model may have no such file
   * @throws IOException when the body breaks off
   * @throws graft.spec.GraftException {@code TOO_LARGE}; {@code STORAGE_FULL}
   */
  void add(String filename, InputStream body, Faults faults) throws IOException;

  @Override
  void close();
}
