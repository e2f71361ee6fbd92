package graft.catalog.model;

import graft.catalog.storage.Disk;
import graft.format.FileContext;
import graft.format.Json;
import graft.format.Safetensors;
import graft.format.model.ModelDirectory;
import graft.format.model.ModelFacts;
import graft.format.tokenizer.ChatTemplates;
import graft.format.tokenizer.TokenizerFile;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Looks at every file of a model before it is shown, and says all that is wrong at once. */
@Component
class ModelCheck {
  private final ArchitectureFacts architectures;
  private final ConfigCheck configs;
  private final WeightsCheck weights;
  private final TokenizerTrials tokenizers;

  ModelCheck(
      ArchitectureFacts architectures,
      ConfigCheck configs,
      WeightsCheck weights,
      TokenizerTrials tokenizers) {
    this.architectures = architectures;
    this.configs = configs;
    this.weights = weights;
    this.tokenizers = tokenizers;
  }

  /** How it is said that a model cannot be used, however sound it is. */
  static String unsupported(String modelType) {
    return "no architecture here reads the model_type " + modelType;
  }

  /**
   * Refuses a model that cannot be used, before the rest of it has come.
   *
   * @throws GraftException {@code INVALID_MODEL}
   */
  void requireSupport(Path config) {
    String type = modelType(config);
    FileContext.of(config, ErrorCode.INVALID_MODEL)
        .require(architectures.of(type).isPresent(), unsupported(FileContext.printable(type)));
  }

  private static String modelType(Path config) {
    FileContext origin = FileContext.of(config, ErrorCode.INVALID_MODEL);
    return String.valueOf(
        Json.readObject(config, origin, ModelFiles.MOST_TEXT_BYTES).get("model_type"));
  }

  /**
   * What a directory says of itself, if it is a model that can be used.
   *
   * @throws GraftException {@code INVALID_MODEL} with every fault
   */
  ModelFacts facts(Path directory) {
    Set<String> faults = new LinkedHashSet<>();
    Optional<ModelDirectory> opened = look(() -> ModelDirectory.open(directory), faults);
    Optional<ModelDirectory> known = opened.filter(model -> isKnown(model.modelType(), faults));
    Optional<ModelDirectory.Survey> survey = known.flatMap(model -> look(model::survey, faults));
    var _ = known.flatMap(model -> look(() -> configured(model), faults));
    for (Path file : Disk.entries(directory)) {
      if (file.toString().endsWith(".safetensors")) {
        var _ = look(() -> open(file), faults);
      }
    }
    boolean readsText = known.map(this::readsText).orElse(true);
    Path file = directory.resolve(ModelDirectory.TOKENIZER);
    Optional<TokenizerFile> tokenizer =
        readsText ? look(() -> TokenizerFile.read(file), faults) : Optional.empty();
    Optional<WeightsCheck.Found> weighed = Optional.empty();
    if (survey.isPresent() && faults.isEmpty()) {
      faults.addAll(survey.get().faults());
      weighed = look(() -> weights.check(known.orElseThrow()), faults);
    }
    if (survey.isPresent() && faults.isEmpty() && readsText) {
      var _ = look(() -> tried(tokenizer.orElseThrow(), known.orElseThrow()), faults);
    }
    if (!faults.isEmpty()) {
      throw new GraftException(ErrorCode.INVALID_MODEL, faults.stream().map(this::fault).toList());
    }
    List<String> notices = readsText ? notices(file) : List.of();
    return survey.orElseThrow().facts().with(notices, weighed.orElseThrow().tellsWords());
  }

  /** A chat template that cannot be read or understood takes nothing else from a model. */
  private static List<String> notices(Path tokenizer) {
    List<String> notices;
    try {
      notices = ChatTemplates.read(tokenizer).notices();
    } catch (GraftException | UncheckedIOException broken) {
      notices = List.of("the chat template cannot be read: " + broken.getMessage());
    }
    return notices.stream().map(notice -> notice.replaceAll("\\R", " ")).toList();
  }

  private boolean readsText(ModelDirectory model) {
    return architectures
        .of(model.modelType())
        .map(ArchitectureFacts.Support::readsText)
        .orElse(true);
  }

  /** The file that says what a model's rows go through, without which it is not whole. */
  String preparation(Path config) {
    return architectures.of(modelType(config)).filter(it -> !it.readsText()).isEmpty()
        ? ModelDirectory.TOKENIZER
        : ModelDirectory.PREPROCESSOR;
  }

  private boolean isKnown(String modelType, Set<String> faults) {
    boolean isKnown = architectures.of(modelType).isPresent();
    if (!isKnown) {
      faults.add(ModelDirectory.CONFIG + ": " + unsupported(modelType));
    }
    return isKnown;
  }

  private ModelDirectory configured(ModelDirectory model) {
    configs.check(model.config());
    return model;
  }

  private TokenizerFile tried(TokenizerFile tokenizer, ModelDirectory model) {
    tokenizer.check(model.limits());
    tokenizers.require(tokenizer);
    return tokenizer;
  }

  private static <T> Optional<T> look(Supplier<T> look, Set<String> faults) {
    try {
      return Optional.of(look.get());
    } catch (GraftException refused) {
      if (refused.code() != ErrorCode.INVALID_MODEL) {
        throw refused;
      }
      if (refused.faults().isEmpty()) {
        faults.add(String.valueOf(refused.getMessage()));
      }
      refused.faults().forEach(fault -> faults.add(fault.message()));
      return Optional.empty();
    }
  }

  private static Path open(Path weights) {
    Safetensors.open(weights, ErrorCode.INVALID_MODEL).close();
    return weights;
  }

  private Fault fault(String fact) {
    return new Fault(ModelFiles.POINTER, ErrorCode.INVALID_MODEL.wireName(), fact);
  }
}
