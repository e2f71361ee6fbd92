package graft.tensor.process;

import java.util.concurrent.Semaphore;

/** Has so many threads inside at a time, and lets them in in the order in which they came. */
public final class Gate {
  private final Semaphore places;

  public Gate(int places) {
    this.places = new Semaphore(places, true);
  }

  /** Does something inside. Must not be called from inside. */
  public void inside(Runnable work) {
    places.acquireUninterruptibly();
    try {
      work.run();
    } finally {
      places.release();
    }
  }
}
