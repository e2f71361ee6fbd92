package graft.template.syntax;

import java.util.List;

/** What a value is assigned to. */
public sealed interface Target {
  Position at();

  record Name(String name, Position at) implements Target {}

  /** {@code a, b}: an item each. */
  record Names(List<Target> parts, Position at) implements Target {}

  /** {@code namespace.name}. */
  record Attribute(String namespace, String name, Position at) implements Target {}
}
