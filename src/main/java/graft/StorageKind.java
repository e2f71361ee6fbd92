package graft;

/** Where uploads, adapters and checkpoints are kept. */
public enum StorageKind {
  FILE,
  S3
}
