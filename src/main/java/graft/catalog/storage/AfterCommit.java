package graft.catalog.storage;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is done once a row is gone for good. A crash in between leaves a file without a row, which
 * the next sweep finds; never a row without its file.
 */
public final class AfterCommit {
  private AfterCommit() {}

  /**
   * Runs something after the outermost transaction that goes on has been committed; never if it is
   * rolled back.
   *
   * @throws IllegalStateException outside of a transaction
   */
  public static void run(Runnable action) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            action.run();
          }
        });
  }

  /**
   * Runs something if the outermost transaction that goes on is rolled back; not where nobody knows
   * how it ended.
   *
   * @throws IllegalStateException outside of a transaction
   */
  public static void undo(Runnable action) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            if (status == STATUS_ROLLED_BACK) {
              action.run();
            }
          }
        });
  }
}
