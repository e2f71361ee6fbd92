package graft.recipe.finetune;

import ai.djl.ndarray.NDManager;
import graft.adapter.Adapter;
import graft.adapter.AdapterMethod;
import graft.architecture.LmHead;
import graft.format.FileFaults;
import graft.format.model.ModelDirectory;
import graft.head.Head;
import graft.head.Heads;
import graft.model.BaseModel;
import graft.recipe.AdapterSource;
import graft.recipe.Resolution;
import graft.recipe.ResolveSpec;
import graft.recipe.adapted.AdapterFiles;
import graft.recipe.adapted.FrozenAdapters;
import graft.recipe.adapted.Preparation;
import graft.recipe.adapted.SequenceLimits;
import graft.recipe.batch.RowsOfJob;
import graft.site.Setup;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.HeadSpec;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskDefinition;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.tensor.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says what a configuration means for a model: fits it, counts, and forgets it. For a job it also
 * asks for all else that must be there before the first step, so that no worker finds it missing:
 * what rows go through, the head, and the tensors to start from.
 */
public final class ConfigResolver {
  private final BaseModel model;
  private final ResolveSpec spec;
  private final Faults faults = new Faults();

  private ConfigResolver(BaseModel model, ResolveSpec spec) {
    this.model = model;
    this.spec = spec;
  }

  /**
   * @throws GraftException with pointers into a job's request
   */
  public static Resolution resolve(BaseModel model, ResolveSpec spec) {
    return new ConfigResolver(model, spec).resolve();
  }

  private Resolution resolve() {
    try (NDManager manager = model.newManager()) {
      FrozenAdapters others =
          FrozenAdapters.open(model, manager, spec.setup(), SetupSpec.NEW, spec.companions());
      Adapter adapter = fit(others, Parameters.unfilled(manager));
      Setup setup = setup(others, adapter);
      spec.start().ifPresent(start -> requireTensors(start, adapter));
      Parameters head = Parameters.unfilled(manager);
      Optional<TaskSpec> task = spec.task().map(this::withHead);
      task.ifPresent(chosen -> check(chosen, head));
      faults.throwIfAny(ErrorCode.INVALID_SPEC);
      return counted(model, adapter, task, head, setup);
    }
  }

  /** A model that writes answers through the head that it came with, unless a job shapes one. */
  private TaskSpec withHead(TaskSpec task) {
    boolean isOwn =
        task.writes()
            && task.head().isEmpty()
            && Heads.ofCheckpoint(model).equals(Optional.of(task.type()));
    return isOwn ? task.withHead(HeadSpec.CHECKPOINT) : task.withHead(model.usualHeads());
  }

  /** What is wrong with a configuration is below {@code /adapter}. */
  private Adapter fit(FrozenAdapters others, Parameters parameters) {
    try {
      AdapterMethod.refuseStrays(spec.adapter(), model.sites());
      return Adapter.fit(spec.adapter(), others.sites(spec.adapter()), parameters);
    } catch (GraftException refused) {
      throw refused.below("/adapter");
    }
  }

  /** Everything switched on, with room for text. */
  private Setup setup(FrozenAdapters others, Adapter adapter) {
    Setup setup = others.with(adapter);
    try {
      SequenceLimits.requireText(model.info(), setup);
      return setup;
    } catch (GraftException refused) {
      throw refused.below("/adapter");
    }
  }

  /** What was fitted, in numbers. */
  static Resolution counted(
      BaseModel model, Adapter adapter, Optional<TaskSpec> task, Parameters head, Setup setup) {
    long ofAdapter = adapter.parameters().count();
    // A head that is not trained is the base model's own, and counted there.
    long ofHead = head.trainableCount();
    return new Resolution(
        adapter.config(),
        adapter.setup().paths(),
        model.sites().layers(),
        adapter.parameters().trainableCount(),
        ofHead,
        model.parameters() + ofAdapter + ofHead,
        ofAdapter * Float.BYTES,
        ofHead * Float.BYTES,
        SequenceLimits.most(model.info(), setup),
        SequenceLimits.vocabulary(model),
        SequenceLimits.segments(model),
        model.info().picture(),
        List.copyOf(setup.alone()),
        task,
        MemoryEstimate.footprint(
            model,
            ofAdapter + head.count(),
            adapter.parameters().trainableCount() + ofHead,
            task.filter(chosen -> chosen.type().target() == TaskDefinition.Target.TOKENS)
                .isPresent()));
  }

  private void check(TaskSpec task, Parameters parameters) {
    requirePreparation(task);
    requireProjection(task);
    Head head = Heads.create(task, model, parameters);
    spec.start().ifPresent(start -> requireTensors(start, head));
  }

  /** An adapter to start from brings a head, in which the projection is. */
  private void requireProjection(TaskSpec task) {
    boolean isOfWords = task.type().target() == TaskDefinition.Target.TOKENS;
    if (isOfWords && spec.start().isEmpty() && !Heads.tellsWords(model)) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/task/type",
              "no_vocabulary_projection",
              "must not be %s: the model has no vocabulary projection (%s.weight), and its config.json does not tie one to the word embeddings (tie_word_embeddings)"
                  .formatted(
                      task.type().name().toLowerCase(Locale.ROOT),
                      model.architecture().lmHead().map(LmHead::decoder).orElse("none"))));
    }
  }

  private void requirePreparation(TaskSpec task) {
    try (Preparation preparation =
        Preparation.open(ModelDirectory.open(spec.model().directory()), model.info())) {
      if (task.type() == TaskType.MASKED_LM) {
        preparation.tokenization().ifPresent(RowsOfJob::maskId);
      }
    } catch (GraftException refused) {
      throw new GraftException(
          refused.code(),
          new Fault("/model", refused.code().wireName(), String.valueOf(refused.getMessage())));
    }
  }

  private void requireTensors(AdapterSource start, Adapter adapter) {
    FileFaults found = new FileFaults();
    AdapterFiles.readAdapter(start.directory(), adapter, model, found);
    add(
        found,
        "/adapter/from",
        "adapter %s does not fit this %s configuration"
            .formatted(start.id(), adapter.config().method()));
  }

  private void requireTensors(AdapterSource start, Head head) {
    FileFaults found = new FileFaults();
    AdapterFiles.readHead(start.directory(), head, model, found);
    add(found, "/task", "the head of adapter " + start.id() + " does not fit this task");
  }

  /** The first fault of a file says enough: the others follow from the same mistake. */
  private void add(FileFaults found, String pointer, String what) {
    try {
      found.throwIfAny(ErrorCode.INVALID_SPEC);
    } catch (GraftException refused) {
      faults.add(pointer, "unfitting_start", what + ": " + refused.faults().getFirst().message());
    }
  }
}
