/** AdapterHub's configurations as its files hold them, in the words of each of its versions. */
@NullMarked
package graft.format.convert.adapterhub;

import org.jspecify.annotations.NullMarked;
