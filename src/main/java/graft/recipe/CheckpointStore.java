package graft.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where the states of one fine-tuning are kept, so that another run can go on from the latest.
 * Called on the training thread only.
 */
public interface CheckpointStore {
  /** Keeps nothing. */
  CheckpointStore NONE =
      new CheckpointStore() {
        @Override
        public List<CheckpointSource> kept() {
          return List.of();
        }

        @Override
        public boolean isDue(int step) {
          return false;
        }

        @Override
        public void keep(
            int step, Map<String, Double> metrics, Function<Path, AdapterFacts> files) {}

        @Override
        public void discard(CheckpointSource damaged, String reason) {}
      };

  /** Those that there are, the latest first. */
  List<CheckpointSource> kept();

  /**
   * Whether the state after this step is to be kept; asked after each step that is not the last.
   */
  boolean isDue(int step);

  /**
   * Keeps a state.
   *
   * @param metrics measured last, as {@link Run#evaluated} has them
   * @param files writes them, complete and forced to disk, into the empty directory that it is
   *     given; not called where nothing can be kept now
   */
  void keep(int step, Map<String, Double> metrics, Function<Path, AdapterFacts> files);

  /** Forgets one that cannot be gone on from. */
  void discard(CheckpointSource damaged, String reason);
}
