/** Single fields of requests to language models: what each may hold, and how it is refused. */
@NullMarked
package graft.api.language.field;

import org.jspecify.annotations.NullMarked;
