package graft.catalog.adapter;

/** Whether predictions use an adapter beside its base model, or weights that it is folded into. */
public enum AdapterState {
  READY,
  MERGED
}
