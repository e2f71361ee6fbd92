/** What counts as text in a request, in JSON, in forms, in paths and queries alike. */
@NullMarked
package graft.api.text;

import org.jspecify.annotations.NullMarked;
