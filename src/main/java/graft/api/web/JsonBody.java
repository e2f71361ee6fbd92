package graft.api.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds a handler's parameter to the request's JSON body. The parameter is either a record, read by
 * {@link graft.spec.Codec} with every fault reported, or a {@code Map<String, Object>} for a
 * handler that has to look before it reads.
 *
 * <p>An absent body counts as an empty object.
 *
 * <p>On a method it binds nothing: it describes the JSON that the handler reads itself, because
 * other kinds of body may come.
 */
@Target({ElementType.PARAMETER, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface JsonBody {
  /** The record whose schema describes a parameter that is a map, or the body of a method. */
  Class<? extends Record> value() default None.class;

  /** The parameter's own type says it all. */
  record None() {}
}
