package graft.inference;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.chat.PromptInput;
import graft.recipe.AdapterSource;
import graft.recipe.ModelInSetup;
import graft.recipe.ModelSource;
import graft.recipe.Recipes;
import graft.recipe.generate.GenerateSpec;
import graft.recipe.generate.ReadPrompt;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.job.Branch;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Service;

/** Text from base models and adapters, by whatever name clients call them. */
@Service
public class TextGeneration {
  /** The tasks of models that write. */
  static final Set<TaskType> WRITE = Set.of(TaskType.CAUSAL_LM, TaskType.SEQ2SEQ_LM);

  private final Adapters adapters;
  private final ArtifactLocator sources;
  private final SetupAdapters setups;
  private final Recipes recipes;
  private final GenerationExecutor executor;
  private final DeviceExecutor tasks;
  private final Map<ModelSource, Optional<TaskType>> baseTasks = new ConcurrentHashMap<>();

  public TextGeneration(
      Adapters adapters,
      ArtifactLocator sources,
      Recipes recipes,
      GenerationExecutor executor,
      DeviceExecutor tasks) {
    this.adapters = adapters;
    this.sources = sources;
    this.setups = new SetupAdapters(adapters, sources);
    this.recipes = recipes;
    this.executor = executor;
    this.tasks = tasks;
  }

  /**
   * A language model by one of its names.
   *
   * @param adapter empty of a base model
   */
  public record Named(ModelInSetup who, Optional<AdapterEntry> adapter) {}

  /**
   * Finds whom a name stands for: a base model's, or the {@code ft:} name or id of an adapter or a
   * checkpoint.
   *
   * @throws GraftException {@code UNKNOWN_BASE_MODEL}; {@code INVALID_MODEL}; {@code INVALID_STATE}
   */
  public Named find(Owner owner, String name) {
    Optional<AdapterEntry> adapter = adapters.called(owner, name);
    if (adapter.isEmpty() && AdapterId.isId(name)) {
      throw new GraftException(ErrorCode.UNKNOWN_BASE_MODEL, "there is no adapter " + name);
    }
    return adapter
        .map(entry -> new Named(inSetup(owner, entry, Optional.empty()), adapter))
        .orElseGet(() -> new Named(ModelInSetup.of(sources.model(name)), Optional.empty()));
  }

  /** An adapter in the setup that is asked for, or in the one of its training. */
  ModelInSetup inSetup(Owner owner, AdapterEntry entry, Optional<SetupSpec> asked) {
    SetupAdapters.Found found = setups.find(owner, entry, asked);
    AdapterSource own =
        Optional.ofNullable(found.adapters().get(entry.id().value()))
            .orElseGet(() -> sources.adapter(entry));
    return ModelInSetup.of(own, found.setup(), found.adapters());
  }

  /**
   * Begins to generate after prompts.
   *
   * @param isHeard whether somebody reads the news
   * @throws GraftException {@code NOT_A_LANGUAGE_MODEL}; {@code RATE_LIMIT_EXCEEDED}; everything
   *     else is told by the run
   */
  public GenerationRun start(Named named, GenerateSpec spec, boolean isHeard) {
    requireWriter(named);
    return start(spec, isHeard);
  }

  GenerationRun start(GenerateSpec spec, boolean isHeard) {
    return executor.start(
        spec.who().model().name(),
        isHeard,
        (decoding, news) -> recipes.generate(spec, decoding, news));
  }

  /** Refuses a setup that has several answers for a prompt. */
  public void requireOneAnswer(Named named) {
    if (Branch.of(named.who().setup(), 1).size() != 1) {
      throw new GraftException(
          ErrorCode.NOT_A_LANGUAGE_MODEL,
          "%s was trained in a parallel setup, which gives several answers; predict with it"
              .formatted(named.who().name()));
    }
  }

  private void requireWriter(Named named) {
    Optional<TaskType> task =
        named
            .adapter()
            .map(entry -> entry.task().map(TaskSpec::type))
            .orElseGet(() -> taskOf(named.who().model()));
    if (task.filter(WRITE::contains).isEmpty()) {
      throw new GraftException(
          ErrorCode.NOT_A_LANGUAGE_MODEL,
          "%s is no language model that writes text: its task is %s"
              .formatted(
                  named.who().name(),
                  task.map(type -> type.name().toLowerCase(Locale.ROOT)).orElse("none")));
    }
  }

  /** What a base model answers by itself; that is found out once. */
  Optional<TaskType> taskOf(ModelSource model) {
    return baseTasks.computeIfAbsent(model, known -> tasks.check(() -> recipes.taskOf(known)));
  }

  /**
   * Reads a prompt as a model does; needs no device.
   *
   * @throws GraftException {@code UNKNOWN_BASE_MODEL}; {@code NO_CHAT_TEMPLATE}; {@code
   *     CHAT_TEMPLATE_REFUSED}; {@code INVALID_CHAT_TEMPLATE}; {@code BUSY}
   */
  public ReadPrompt read(Named named, PromptInput prompt) {
    return tasks.check(() ->
        recipes.read(named.who().model(), named.adapter().flatMap(AdapterEntry::task), prompt));
  }
}
