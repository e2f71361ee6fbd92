package graft.api.openapi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes what a handler answers, where its return type does not say it. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Answers {
  /**
   * The record in JSON; of several, their {@code object} tells which. None where the return type
   * says it.
   */
  Class<? extends Record>[] value() default {};

  /** What {@code object} says in each of several. */
  String[] objects() default {};

  /** Whether the answer is a list of the record. */
  boolean isList() default false;

  /** Other forms, for a client that asks for one. */
  String[] alsoAs() default {};
}
