package graft.dispatch;

/** Somebody who follows the steps of all jobs of this node; called on their training threads. */
@FunctionalInterface
public interface StepWatch {
  StepWatch NONE = _ -> {};

  void done(StepDone step);
}
