/**
 * The layers that adapter methods are made of: projections (dense and PHM), couplings, gates. Each
 * is a formula with its tensors, and creates them by their published names; none knows a site's
 * kind, or what method it serves.
 */
@NullMarked
package graft.adapter.layer;

import org.jspecify.annotations.NullMarked;
