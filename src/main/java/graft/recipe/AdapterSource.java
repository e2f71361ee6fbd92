package graft.recipe;

import graft.spec.AdapterId;
import java.nio.file.Path;

/**
 * A trained adapter on disk.
 *
 * @param directory holds its tensors, head and manifest
 * @param isMerged whether predictions use weights into which it is folded
 */
public record AdapterSource(AdapterId id, Path directory, ModelSource model, boolean isMerged) {}
