/**
 * Base models: the directories below the model root, and how new ones come there, uploaded or
 * fetched from a hub.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A model that arrives is hidden until it is whole, checked and on disk: its directory begins
 *       with a dot, beside the models, and is renamed once. A lock in it, which dies with its
 *       process, tells a sweep whether somebody still writes there.
 *   <li>Only what is data is taken: no pickles, no code. A directory that an operator puts below
 *       the root may hold them; what a stranger sends may not.
 *   <li>A directory is the same model, whoever put it there: what is uploaded, fetched or found
 *       below the root is held to the same rules, and each tokenizer is tried once in a process of
 *       its own. Its verdict is kept by the digest of all that it does.
 *   <li>Where nodes share a bucket and no disk, what arrives is no directory below the root: it
 *       would come back from the next node that finds it there after it was deleted. The bucket has
 *       it, and its row says so by the digest of its files.
 *   <li>A fetch has a row as long as it runs, or until its failure was seen. A row whose beat stops
 *       belongs to a dead process. Who deletes the row stops the fetch.
 * </ul>
 */
@NullMarked
package graft.catalog.model;

import org.jspecify.annotations.NullMarked;
