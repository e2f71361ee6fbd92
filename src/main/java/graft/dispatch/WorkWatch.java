package graft.dispatch;

import graft.spec.DeviceId;
import graft.spec.job.Work;

/**
 * Somebody who follows what the trainings of this node do; called on their threads, and so quick.
 */
@FunctionalInterface
public interface WorkWatch {
  WorkWatch NONE = (_, _, _) -> {};

  /**
   * @param method of the adapter that is trained
   */
  void done(DeviceId device, String method, Work work);
}
