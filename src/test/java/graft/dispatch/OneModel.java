package graft.dispatch;

import graft.catalog.model.ArchitectureFacts;
import graft.catalog.model.BaseModelEntry;
import graft.catalog.model.BaseModels;
import graft.format.model.ModelFacts;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.job.TaskType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A model root with one usable model, {@code tiny}, and one broken one. */
public final class OneModel implements BaseModels {
  private static final BaseModelEntry.Usable TINY =
      new BaseModelEntry.Usable(
          "tiny",
          Path.of("tiny"),
          Instant.EPOCH,
          new ModelFacts(
              "bert",
              Optional.of("BertModel"),
              1000,
              16,
              2,
              OptionalInt.of(64),
              4000,
              "a".repeat(64)),
          new ArchitectureFacts.Support(
              List.of(
                  TaskType.SEQUENCE_CLASSIFICATION,
                  TaskType.MULTI_LABEL_CLASSIFICATION,
                  TaskType.REGRESSION,
                  TaskType.TOKEN_CLASSIFICATION,
                  TaskType.QUESTION_ANSWERING,
                  TaskType.MASKED_LM),
              List.of("linear")));
  private static final BaseModelEntry.Broken BROKEN =
      new BaseModelEntry.Broken("broken", Instant.EPOCH, "no config.json");

  @Override
  public List<BaseModelEntry> list() {
    return List.of(BROKEN, TINY);
  }

  @Override
  public Optional<BaseModelEntry> find(String name) {
    return list().stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  @Override
  public Path onDisk(BaseModelEntry.Usable model) {
    return model.directory();
  }

  @Override
  public BaseModelEntry get(String name) {
    return find(name)
        .orElseThrow(
            () -> new GraftException(ErrorCode.UNKNOWN_BASE_MODEL, "no base model " + name));
  }

  @Override
  public BaseModelEntry.Usable usable(String name) {
    return switch (get(name)) {
      case BaseModelEntry.Usable usable -> usable;
      case BaseModelEntry.Broken broken ->
          throw new GraftException(ErrorCode.INVALID_MODEL, broken.fault());
      case BaseModelEntry.Fetching _, BaseModelEntry.Checking _ ->
          throw new AssertionError("nothing is fetched or checked here");
    };
  }

  @Override
  public BaseModelEntry.Usable hold(String name) {
    return usable(name);
  }

  @Override
  public void delete(Owner asking, String name) {
    throw new UnsupportedOperationException("nobody deletes models here");
  }
}
