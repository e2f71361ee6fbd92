/** The objects of OpenAI's completions, to the field. */
@NullMarked
package graft.api.language.view;

import org.jspecify.annotations.NullMarked;
