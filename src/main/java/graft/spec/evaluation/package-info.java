/** How rows that are held out steer a training, as data. */
@NullMarked
package graft.spec.evaluation;

import org.jspecify.annotations.NullMarked;
