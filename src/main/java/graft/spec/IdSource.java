package graft.spec;

/** Makes the part of an id that follows its prefix. Safe to call from any thread. */
@FunctionalInterface
public interface IdSource {
  /** A new one: 26 letters and digits that sort in the order of making. */
  String next();
}
