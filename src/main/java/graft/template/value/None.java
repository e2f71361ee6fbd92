package graft.template.value;

/** {@code None}. */
public enum None implements Value {
  NONE;

  @Override
  public String typeName() {
    return "NoneType";
  }
}
