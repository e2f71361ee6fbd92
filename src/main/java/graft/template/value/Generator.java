package graft.template.value;

import java.util.Iterator;

/** Values that are made one after the other and can be had once. It is its own equal only. */
public final class Generator implements Value {
  private final String typeName;
  private final Iterator<Value> values;

  /** What {@code values} gives, when it is asked for. */
  public Generator(Iterator<Value> values) {
    this("generator", values);
  }

  /** An iterator of another type than a generator. */
  public Generator(String typeName, Iterator<Value> values) {
    this.typeName = typeName;
    this.values = values;
  }

  /** What has not been taken yet. */
  public Iterator<Value> values() {
    return values;
  }

  @Override
  public String typeName() {
    return typeName;
  }
}
