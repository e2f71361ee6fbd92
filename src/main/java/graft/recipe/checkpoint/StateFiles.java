package graft.recipe.checkpoint;

import graft.format.FileContext;
import graft.format.Safetensors;
import graft.format.SafetensorsWriter;
import graft.format.Tensors;
import graft.recipe.saved.WrittenFiles;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.train.Evaluation;
import graft.train.EvaluationHistory;
import graft.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The state of a training beside the adapter's files, and the digests of them all. */
public final class StateFiles {
  private static final String TENSORS = "training_state.safetensors";
  private static final String REST = "training_state.json";

  private StateFiles() {}

  /**
   * Completes an adapter's directory.
   *
   * @param of what is trained on what; whoever reads it again says the same
   * @return the size of the files
   */
  public static long write(Path directory, TrainingState state, String of) {
    SafetensorsWriter.write(
        directory.resolve(TENSORS), StateTensors.of(state), StateTensors.metadata(state));
    WrittenFiles.writeJson(directory.resolve(REST), StateJson.of(state, of).json());
    Checksums.write(directory);
    return Stream.of(TENSORS, REST, Checksums.FILE)
        .mapToLong(file -> size(directory.resolve(file)))
        .sum();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the state, after every byte of the directory was seen to be as it was written.
   *
   * @throws GraftException {@link ErrorCode#INVALID_ADAPTER} with what is wrong, damaged or of
   *     another training
   */
  public static TrainingState read(Path directory, String of) {
    Checksums.verify(directory);
    FileContext context = FileContext.of(directory.resolve(REST), ErrorCode.INVALID_ADAPTER);
    StateJson rest = StateJson.read(directory.resolve(REST), context);
    context.require(rest.of().equals(of), "is of another training");
    try (Tensors tensors =
        Safetensors.open(directory.resolve(TENSORS), ErrorCode.INVALID_ADAPTER)) {
      return new TrainingState(
          rest.seed(),
          rest.step(),
          rest.tokens(),
          StateTensors.trained(tensors, rest.parameters()),
          StateTensors.memory(tensors),
          new EvaluationHistory(rest.evaluations(), best(rest, tensors), rest.withoutBetter()),
          rest.course());
    }
  }

  private static Optional<EvaluationHistory.Best> best(StateJson rest, Tensors tensors) {
    return rest.bestStep()
        .flatMap(step -> rest.evaluations().stream().filter(e -> e.step() == step).findFirst())
        .map((Evaluation best) ->
            new EvaluationHistory.Best(best, StateTensors.best(tensors, rest.parameters())));
  }
}
