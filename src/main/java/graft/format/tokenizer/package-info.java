/**
 * Tokenizers of base models: what {@code tokenizer.json} and the files beside it say together, and
 * whether a native library may be given it.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The reference library (transformers 5) makes the tokenizers of BERT, RoBERTa and
 *       XLM-RoBERTa from their vocabulary alone, by the settings in {@code tokenizer_config.json}:
 *       what {@code tokenizer.json} says of their other parts counts for nothing. Every other class
 *       takes {@code tokenizer.json} as it is written. In both cases the tokens that the other
 *       files add come on top. {@link graft.format.tokenizer.TokenizerFile} is the one file that
 *       says it all.
 *   <li>The native library aborts the process where a file promises what it does not keep, and some
 *       parts can be made to run without end. So every part is held against its rules first: parts
 *       and patterns are known ones, numbers point inside.
 * </ul>
 */
@NullMarked
package graft.format.tokenizer;

import org.jspecify.annotations.NullMarked;
