package graft;

/** What a node does: answer requests, run jobs, or both. */
public enum NodeRole {
  API,
  WORKER
}
