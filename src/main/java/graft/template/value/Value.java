package graft.template.value;

/** A value of a template. {@code equals} and {@code hashCode} are Python's {@code ==} and hash. */
public sealed interface Value
    permits None,
        Numeric,
        Str,
        Listing,
        Tuple,
        Dict,
        View,
        Range,
        Generator,
        Undefined,
        Namespace,
        Thing {
  /** The name of its type in Python: {@code int}, {@code NoneType}. */
  String typeName();

  /** How large it is. */
  default Size size() {
    return Size.ONE;
  }
}
