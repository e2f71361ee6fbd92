package graft.format.adapter;

import graft.format.FileContext;
import graft.format.Json;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.job.TaskSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What PEFT has no words for, in a file beside its own, which PEFT does not read: the task of the
 * head, which one of several labels and several labels share, and the names of the labels.
 */
public final class PeftTask {
  static final String FILE = "graft_task.json";

  private static final long JSON_LIMIT = 4L << 20;

  private PeftTask() {}

  static FileSet.Entry entry(TaskSpec task) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", Codec.toJson(task.type()));
    json.put("labels", task.labels());
    return FileSet.Entry.bytes(FILE, Json.sorted(json));
  }

  /**
   * Reads the file, if there is one.
   *
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_ADAPTER} with what is wrong with it
   */
  public static Optional<TaskSpec> read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Faults faults = new Faults();
    Optional<TaskSpec> task =
        Codec.read(
            TaskSpec.class,
            Json.readObject(file, FileContext.of(file, ErrorCode.INVALID_ADAPTER), JSON_LIMIT),
            "/" + FILE,
            faults);
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
    return task;
  }
}
