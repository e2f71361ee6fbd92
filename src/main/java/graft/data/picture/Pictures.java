package graft.data.picture;

import graft.image.ImageProcessor;
import java.nio.file.Path;

/**
 * How the pictures of a data set are made ready.
 *
 * @param scratch a directory with room for their pixels
 */
public record Pictures(ImageProcessor processor, Path scratch) {}
