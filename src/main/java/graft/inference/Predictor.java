package graft.inference;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.recipe.ModelInSetup;
import graft.recipe.PredictSpec;
import graft.recipe.Recipes;
import graft.recipe.generate.GenerateSpec;
import graft.recipe.generate.GeneratedAnswer;
import graft.recipe.generate.GenerationWishes;
import graft.recipe.generate.TokenWishes;
import graft.recipe.generate.ToldWishes;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.generation.GenerationChoice;
import graft.spec.generation.GenerationSpec;
import graft.spec.generation.Unsaid;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** Answers rows, with an adapter or with a base model alone. */
@Service
public class Predictor {
  private final Adapters adapters;
  private final ArtifactLocator sources;
  private final Recipes recipes;
  private final DeviceExecutor tasks;
  private final TextGeneration texts;
  private final ApplicationEventPublisher publisher;
  private final Clock clock;
  private final LongSupplier seeds;

  public Predictor(
      Adapters adapters,
      ArtifactLocator sources,
      Recipes recipes,
      DeviceExecutor tasks,
      TextGeneration texts,
      ApplicationEventPublisher publisher,
      Clock clock) {
    this.adapters = adapters;
    this.sources = sources;
    this.recipes = recipes;
    this.tasks = tasks;
    this.texts = texts;
    this.publisher = publisher;
    this.clock = clock;
    SecureRandom random = new SecureRandom();
    this.seeds = () -> random.nextInt(Integer.MAX_VALUE);
  }

  /**
   * Answers with what gave them.
   *
   * @param adapter as it was when it was asked; empty of a base model
   * @param setup which adapters were on
   * @param answers one a row, in their order
   * @param seed what was drawn from, if anything was
   */
  public record Predictions(
      String model,
      Optional<AdapterEntry> adapter,
      SetupSpec setup,
      List<Map<String, Object>> answers,
      OptionalLong seed) {
    public Predictions {
      answers = List.copyOf(answers);
    }
  }

  private record Answers(List<Map<String, Object>> rows, OptionalLong seed) {}

  /**
   * Answers one object a row.
   *
   * @param client for whom; when it is gone, no further row is computed
   * @throws GraftException {@code ADAPTER_NOT_FOUND}; {@code INVALID_SPEC} with every fault; {@code
   *     BUSY}; {@code RATE_LIMIT_EXCEEDED}
   */
  public Predictions predict(Owner owner, AdapterId id, PredictionAsk ask, Client client) {
    AdapterEntry entry = adapters.get(owner, id);
    ModelInSetup who = texts.inSetup(owner, entry, ask.setup()).skipping(ask.skipLayers());
    Answers answers = answers(who, entry.task().map(TaskSpec::type), ask, client);
    return new Predictions(
        entry.model(), Optional.of(entry), who.setup(), answers.rows(), answers.seed());
  }

  /** The same by a base model with the head that it came with. */
  public Predictions predict(String model, PredictionAsk ask, Client client) {
    ModelInSetup who = ModelInSetup.of(sources.model(model));
    Optional<TaskType> task = texts.taskOf(who.model());
    Answers answers = answers(who, task, ask, client);
    return new Predictions(model, Optional.empty(), who.setup(), answers.rows(), answers.seed());
  }

  private Answers answers(
      ModelInSetup who, Optional<TaskType> task, PredictionAsk ask, Client client) {
    Instant asked = clock.instant();
    Answers answers =
        task.filter(TextGeneration.WRITE::contains).isPresent()
            ? written(who, task.get() == TaskType.SEQ2SEQ_LM, ask, client)
            : judgedOnly(who, task, ask, client);
    publisher.publishEvent(
        new Predicted(task, ask.inputs().size(), Duration.between(asked, clock.instant())));
    return answers;
  }

  private Answers judgedOnly(
      ModelInSetup who, Optional<TaskType> task, PredictionAsk ask, Client client) {
    if (ask.wantsWriting()) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              ask.generation().isPresent() ? "/generation" : "/return",
              "not_applicable",
              "only language models generate text, and the task of %s is %s"
                  .formatted(
                      who.name(),
                      task.map(type -> type.name().toLowerCase(Locale.ROOT)).orElse("none"))));
    }
    return new Answers(judged(who, ask, client), OptionalLong.empty());
  }

  private List<Map<String, Object>> judged(ModelInSetup who, PredictionAsk ask, Client client) {
    PredictSpec spec = new PredictSpec(who, ask.inputs(), ask.wanted());
    return tasks.inTurns(who.model().name(), client, turns -> recipes.predict(spec, turns));
  }

  /**
   * What a language model says: scores of what is there where these are wanted, else text; where
   * nothing is said, both as far as the rows allow it.
   */
  private Answers written(
      ModelInSetup who, boolean isBehindEncoder, PredictionAsk ask, Client client) {
    if (ask.wantsScores()) {
      requireNoWriting(ask);
      return new Answers(judged(who, ask, client), OptionalLong.empty());
    }
    if (!ask.wantsWriting() && ask.inputs().stream().allMatch(PromptRows::isOnlyJudged)) {
      return new Answers(judged(who, ask, client), OptionalLong.empty());
    }
    boolean judges =
        !ask.wantsWriting()
            && ask.inputs().stream().allMatch(row -> PromptRows.isJudged(row, isBehindEncoder));
    List<Map<String, Object>> judged = judges ? judged(who, ask, client) : List.of();
    Answers generated = generated(who, ask, client);
    return judges ? new Answers(merged(judged, generated.rows()), generated.seed()) : generated;
  }

  private static void requireNoWriting(PredictionAsk ask) {
    if (ask.wants(PredictionAsk.LOGPROBS) || ask.wants(PredictionAsk.FIRST)) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/return",
              "not_applicable",
              "logprobs and next_token_probabilities are of generated text; with labels, probabilities, logits or all_logits nothing is generated"));
    }
  }

  private Answers generated(ModelInSetup who, PredictionAsk ask, Client client) {
    GenerationChoice choice = ask.generation().orElse(GenerationChoice.USUAL);
    GenerationWishes wishes =
        new GenerationWishes(
            choice.spec(),
            choice.isOfModel() ? Unsaid.OF_MODEL : Unsaid.OFF,
            GenerationSpec.USUAL_TOKENS,
            choice.spec().numReturnSequences(),
            TokenWishes.NONE,
            new ToldWishes(
                ask.wants(PredictionAsk.LOGPROBS) ? 0 : -1,
                ask.wants(PredictionAsk.FIRST),
                false,
                true,
                false,
                false),
            seeds.getAsLong());
    GenerateSpec spec = new GenerateSpec(who, PromptRows.read(ask.inputs()), wishes);
    List<List<GeneratedAnswer>> answers = await(spec, client);
    boolean isParallel = who.setup().nodes().anyMatch(SetupSpec.Parallel.class::isInstance);
    boolean isNamed =
        isParallel || who.setup().nodes().anyMatch(SetupSpec.BatchSplit.class::isInstance);
    boolean mayDraw = choice.isOfModel() || choice.spec().draws();
    return new Answers(
        answers.stream().map(answer -> GenerationEntries.of(answer, isParallel, isNamed)).toList(),
        mayDraw ? OptionalLong.of(wishes.drawnFrom()) : OptionalLong.empty());
  }

  /** In this request a prompt that is too long is one of its faults. */
  private List<List<GeneratedAnswer>> await(GenerateSpec spec, Client client) {
    try {
      return texts.start(spec, false).await(client);
    } catch (GraftException refused) {
      throw refused.faults().isEmpty() ? refused : located(refused);
    }
  }

  private static GraftException located(GraftException refused) {
    List<Fault> faults =
        refused.faults().stream()
            .map(fault ->
                fault.pointer().matches("/(max_new_tokens|eos_token_id)")
                    ? fault.below("/generation")
                    : fault)
            .toList();
    boolean isTooLong = refused.code() == ErrorCode.CONTEXT_LENGTH_EXCEEDED;
    return new GraftException(isTooLong ? ErrorCode.INVALID_SPEC : refused.code(), faults);
  }

  /** Both answers of each row, and of each of its branches. */
  private static List<Map<String, Object>> merged(
      List<Map<String, Object>> some, List<Map<String, Object>> others) {
    List<Map<String, Object>> merged = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      Map<String, Object> both = new LinkedHashMap<>(some.get(i));
      both.putAll(others.get(i));
      if (some.get(i).get("answers") instanceof List<?> ofSome
          && others.get(i).get("answers") instanceof List<?> ofOthers) {
        both.put("answers", merged(rows(ofSome), rows(ofOthers)));
      }
      merged.add(both);
    }
    return merged;
  }

  @SuppressWarnings("unchecked") // answers of branches are what answers of rows are
  private static List<Map<String, Object>> rows(List<?> answers) {
    return (List<Map<String, Object>>) answers;
  }
}
