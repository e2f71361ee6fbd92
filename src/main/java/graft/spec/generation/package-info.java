/**
 * What a request says of generating: the names and meanings of transformers' {@code
 * GenerationConfig}, as a record that refuses what cannot be meant.
 */
@NullMarked
package graft.spec.generation;

import org.jspecify.annotations.NullMarked;
