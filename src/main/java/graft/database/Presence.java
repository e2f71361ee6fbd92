package graft.database;

import java.time.Duration;

/** Whether the database answers. Safe for any thread; no question waits for the database. */
public interface Presence {
  /** A database that is never away. */
  Presence ALWAYS =
      new Presence() {
        @Override
        public boolean isAway() {
          return false;
        }

        @Override
        public boolean wasAway(Duration lately) {
          return false;
        }

        @Override
        public void awaitReturn(Duration atMost) {}
      };

  boolean isAway();

  /** Whether it is away, or was within the time that is just over. */
  boolean wasAway(Duration lately);

  /** Waits until it answers, or the time is up. */
  void awaitReturn(Duration atMost) throws InterruptedException;
}
