/** What attributes of adapters' configurations may be. */
@NullMarked
package graft.spec.adapter.attribute;

import org.jspecify.annotations.NullMarked;
