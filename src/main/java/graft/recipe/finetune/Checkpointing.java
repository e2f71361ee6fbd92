package graft.recipe.finetune;

import graft.format.Digest;
import graft.recipe.AdapterFacts;
import graft.recipe.CheckpointSource;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.Run;
import graft.recipe.checkpoint.StateFiles;
import graft.spec.GraftException;
import graft.spec.job.Work;
import graft.train.TrainingLoop;
import graft.train.TrainingState;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps the state of a training where its run wants it, and goes on from what was kept.
 *
 * @param identity what is trained on what
 * @param adapter writes the weights of the moment, with what was measured of them, as an adapter's
 *     files
 */
record Checkpointing(
    Run run, String identity, BiFunction<Path, Map<String, Double>, AdapterFacts> adapter) {
  /**
   * Of the base model's bytes and the data's. The rest of a job cannot change, and what belongs to
   * no tensor of the training is refused by its name.
   */
  static String identity(FineTuneSpec spec) {
    Stream<DataSource> data =
        Stream.of(Optional.of(spec.training()), spec.validation(), spec.test())
            .flatMap(Optional::stream);
    return Digest.sha256(
        Stream.concat(Stream.of(spec.model().sha256()), data.map(DataSource::sha256))
            .collect(Collectors.joining(" ")));
  }

  /** Puts a loop where the latest state is that can be read; if there is none it stays. */
  void resume(TrainingLoop<?> loop) {
    for (CheckpointSource checkpoint : run.checkpoints().kept()) {
      try {
        loop.resume(StateFiles.read(checkpoint.directory(), identity));
        return;
      } catch (GraftException | IllegalArgumentException | UncheckedIOException damaged) {
        run.checkpoints().discard(checkpoint, String.valueOf(damaged.getMessage()));
      }
    }
  }

  /** Called when a step and its evaluation are done. */
  void settled(TrainingLoop<?> loop) {
    if (loop.step() < loop.totalSteps() && run.checkpoints().isDue(loop.step())) {
      keep(loop);
    }
  }

  void keep(TrainingLoop<?> loop) {
    long began = System.nanoTime();
    TrainingState state = loop.state();
    Map<String, Double> metrics =
        state
            .standing()
            .latest()
            .map(latest -> Completion.prefixed("valid_", latest.metrics()))
            .orElse(Map.of());
    run.checkpoints()
        .keep(
            state.step(),
            metrics,
            directory -> {
              AdapterFacts facts = adapter.apply(directory, metrics);
              AdapterFacts all = facts.with(StateFiles.write(directory, state, identity));
              Duration took = Duration.ofNanos(System.nanoTime() - began);
              run.worked(new Work.Checkpoint(took, all.bytes()));
              return all;
            });
  }
}
