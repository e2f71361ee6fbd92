package graft.api.model;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.model.BaseModelEntry;
import graft.format.model.ModelFacts;
import graft.spec.AdapterId;
import graft.spec.Owner;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.List;
import java.util.Optional;

/**
 * A base model, or an adapter under its {@code ft:} name, as clients see it.
 *
 * @param status {@code ready}; {@code fetching} while it comes from the hub; {@code checking} while
 *     new files are read; {@code error} if it cannot be used, or did not come
 * @param parameters of the whole model; of an adapter, those that were trained
 * @param notices what a person should know of a model though it can be used
 * @param parent the base model of an adapter
 */
record ModelView(
    String id,
    String object,
    long created,
    String ownedBy,
    Optional<Long> shutdownDate,
    String status,
    Optional<String> statusDetails,
    Optional<String> architecture,
    Optional<String> modelType,
    Optional<Long> parameters,
    Optional<Integer> hiddenSize,
    Optional<Integer> layers,
    Optional<Integer> maxLength,
    List<TaskType> tasks,
    List<String> sites,
    Optional<Long> bytes,
    Optional<String> sha256,
    List<String> notices,
    Optional<String> parent,
    Optional<AdapterId> adapterId) {
  static ModelView of(BaseModelEntry model) {
    return switch (model) {
      case BaseModelEntry.Usable usable -> usable(usable);
      case BaseModelEntry.Broken broken -> unusable(broken, "error", broken.fault());
      case BaseModelEntry.Checking checking ->
          unusable(checking, "checking", "its files are new or have changed, and are being read");
      case BaseModelEntry.Fetching fetching ->
          unusable(
              fetching,
              "fetching",
              "%d bytes of %s have come".formatted(fetching.bytes(), fetching.source()));
    };
  }

  static ModelView of(AdapterEntry adapter) {
    return new ModelView(
        adapter.name(),
        "model",
        adapter.createdAt().getEpochSecond(),
        Owner.LOCAL.value(),
        Optional.empty(),
        "ready",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(adapter.trainableParameters() + adapter.headParameters()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        adapter.task().stream().map(TaskSpec::type).toList(),
        List.of(),
        Optional.of(adapter.bytes()),
        Optional.of(adapter.sha256()),
        List.of(),
        Optional.of(adapter.model()),
        Optional.of(adapter.id()));
  }

  private static ModelView usable(BaseModelEntry.Usable model) {
    ModelFacts facts = model.facts();
    return new ModelView(
        model.name(),
        "model",
        model.createdAt().getEpochSecond(),
        Owner.LOCAL.value(),
        Optional.empty(),
        "ready",
        Optional.empty(),
        facts.architecture(),
        Optional.of(facts.modelType()),
        Optional.of(facts.parameters()),
        Optional.of(facts.hiddenSize()),
        Optional.of(facts.layers()),
        facts.maxLength().stream().boxed().findFirst(),
        model.tasks(),
        model.support().sites(),
        Optional.of(facts.bytes()),
        Optional.of(facts.sha256()),
        facts.notices(),
        Optional.empty(),
        Optional.empty());
  }

  /** A model of which nothing else is known. */
  private static ModelView unusable(BaseModelEntry model, String status, String details) {
    return new ModelView(
        model.name(),
        "model",
        model.createdAt().getEpochSecond(),
        Owner.LOCAL.value(),
        Optional.empty(),
        status,
        Optional.of(details),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }
}
