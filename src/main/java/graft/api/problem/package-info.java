/**
 * What went wrong, as a client sees it: RFC 9457 problem details with every fault at once, and the
 * status of each {@link graft.spec.ErrorCode}.
 */
@NullMarked
package graft.api.problem;

import org.jspecify.annotations.NullMarked;
