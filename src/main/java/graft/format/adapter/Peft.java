package graft.format.adapter;

import graft.format.FileContext;
import graft.spec.ErrorCode;
import graft.spec.job.TaskSpec;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** PEFT's directory layout. */
public final class Peft {
  private Peft() {}

  /**
   * Reads a directory; tensors live in {@code arena}.
   *
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_ADAPTER} naming the file, and what
   *     is wrong with it
   */
  public static PeftAdapter read(Path directory, Arena arena) {
    FileContext origin = FileContext.of(directory, ErrorCode.INVALID_ADAPTER);
    Map<String, @Nullable Object> config = PartFiles.PEFT.readConfig(directory, origin);
    origin
        .with(PartFiles.PEFT.config())
        .require(config.get("peft_type") instanceof String, "peft_type must be a string");
    return new PeftAdapter(config, PartFiles.PEFT.readTensors(directory, origin, arena));
  }

  /**
   * The files of a directory.
   *
   * @param task of the head, if there is one with labels
   * @param readme the model card
   */
  public static FileSet bundle(PeftAdapter adapter, Optional<TaskSpec> task, String readme) {
    List<FileSet.Entry> files = new ArrayList<>();
    files.add(PartFiles.PEFT.configEntry(adapter.config()));
    files.add(PartFiles.PEFT.safetensorsEntry(adapter.tensors().values()));
    files.add(FileSet.Entry.text(ModelCard.FILE, readme));
    task.filter(TaskSpec::hasClasses).map(PeftTask::entry).ifPresent(files::add);
    return new FileSet(files);
  }
}
