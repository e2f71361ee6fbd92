package graft.api.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds a handler's {@link PageQuery} parameter to the query's {@code limit}, {@code after} and
 * {@code order}.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Paged {
  /** The limit when the query has none. */
  int limit() default 20;

  /** The largest limit allowed. */
  int most() default 100;

  /** Whether the query may choose the {@code order}; if not, the newest come first. */
  boolean ordered() default true;
}
