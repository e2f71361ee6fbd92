/**
 * Which places of a model a configuration asks for, and what it asks for that is not there.
 *
 * <p>An adapter that is fitted must have a place, each part of a union too. That every layer and
 * module that it names exists is asked of requests only: published files are used with models of
 * other sizes, and name layers that these do not have.
 */
@NullMarked
package graft.adapter.place;

import org.jspecify.annotations.NullMarked;
