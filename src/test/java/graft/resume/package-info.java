/** Trainings that are interrupted wherever it may be, and end as if they had not been. */
@NullMarked
package graft.resume;

import org.jspecify.annotations.NullMarked;
