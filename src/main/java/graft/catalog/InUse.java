package graft.catalog;

import graft.spec.AdapterId;
import graft.spec.FileId;
import java.util.Optional;

/**
 * Somebody who uses what the catalog holds, asked before anything is deleted. Each answer is a fact
 * for the user, such as {@code job ftjob-1 is running}; empty if there is no need.
 */
public interface InUse {
  Optional<String> ofFile(FileId id);

  Optional<String> ofModel(String name);

  Optional<String> ofAdapter(AdapterId id);
}
