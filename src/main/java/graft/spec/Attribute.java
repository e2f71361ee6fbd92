package graft.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a record component as a JSON attribute: for {@link Codec}, and for the schema that
 * clients read.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Attribute {
  /** The name in JSON, where it is not the component's name in snake_case. */
  String name() default "";

  /** One sentence for the schema. */
  String value() default "";

  /**
   * Whether the attribute must be given; otherwise it has a default. Of an inline record: whether
   * the schema requires what that requires.
   */
  boolean required() default false;

  /** Whether the component is a record whose attributes stand among this record's own. */
  boolean inline() default false;

  /** Another name that documents have for it: refused, but with a hint. */
  String alias() default "";

  /** Whether null says 0, which is "off", and not the default. */
  boolean isNullZero() default false;

  /** Whether {@code "auto"} says the same as null: that the service chooses. */
  boolean auto() default false;

  /** The one text that it has, where it tells objects apart. */
  String always() default "";

  /** The smallest allowed number, for the schema; the constructor enforces it. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The largest allowed number, for the schema; the constructor enforces it. */
  double max() default Double.POSITIVE_INFINITY;
}
