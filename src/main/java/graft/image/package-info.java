/**
 * Pictures as numbers: decoding them within bounds, resizing and cropping as Pillow does, and
 * normalising as a model's files say.
 *
 * <p>Decisions: pictures are read by the JDK's own readers of PNG and JPEG, and only behind a look
 * at their header, so that no bytes make more pixels than are allowed. Resizing is Pillow's
 * arithmetic in whole numbers, written out here, because a model sees the difference to any other.
 */
@NullMarked
package graft.image;

import org.jspecify.annotations.NullMarked;
