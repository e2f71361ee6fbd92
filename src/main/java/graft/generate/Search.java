package graft.generate;

import java.util.List;

/**
 * How the next tokens of one prompt are chosen: host arithmetic only. A request with several
 * samples or beams has several rows; all begin as one, the prompt itself. Used by one thread at a
 * time, the device's, which waits meanwhile.
 */
public interface Search {
  /** The most rows that it ever has at a time: 1, or the number of samples or of beams. */
  int rows();

  /**
   * Chooses what comes next.
   *
   * @param logits the raw logits (V) of each row behind its last token, in the order of the last
   *     choice; one row at first. They are the search's own from now on, which may change them
   */
  Choice advance(List<float[]> logits);
}
