package graft.format.model;

import graft.architecture.Architecture;
import graft.architecture.Dimensions;
import graft.architecture.ModelConfig;
import graft.architecture.Registry;
import graft.architecture.SpanPrefix;
import graft.format.FileContext;
import graft.format.Json;
import graft.format.Tensors;
import graft.format.tokenizer.ModelLimits;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** A base model on disk, in the Hugging Face layout. Immutable; holds no file open. */
public final class ModelDirectory {
  public static final String CONFIG = "config.json";
  public static final String TOKENIZER = "tokenizer.json";
  public static final String PREPROCESSOR = "preprocessor_config.json";
  public static final String WEIGHTS = "model.safetensors";

  /** Says in which files the weights are, where there are several. */
  public static final String INDEX = WEIGHTS + Weights.INDEX_SUFFIX;

  private static final String GENERATION = "generation_config.json";
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
  private static final List<String> TOKENIZER_FILES =
      List.of(
          TOKENIZER,
          TOKENIZER_CONFIG,
          PREPROCESSOR,
          "chat_template.jinja",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.txt",
          "vocab.json",
          "merges.txt",
          "sentencepiece.bpe.model",
          "spiece.model",
          "tokenizer.model");

  /** Of a model without word embeddings, whose pass says what is missing. */
  private static final int VOCABULARY = Integer.MAX_VALUE;

  private static final long JSON_LIMIT = 50_000_000;

  private final Path root;
  private final FileContext origin;
  private final Map<String, @Nullable Object> config;
  private final Weights weights;

  private ModelDirectory(
      Path root, FileContext origin, Map<String, @Nullable Object> config, Weights weights) {
    this.root = root;
    this.origin = origin;
    this.config = Collections.unmodifiableMap(config);
    this.weights = weights;
  }

  /**
   * Reads the configuration and looks for the weights.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if either is missing, or the
   *     configuration is not a JSON object with a {@code model_type}
   */
  public static ModelDirectory open(Path root) {
    FileContext origin = FileContext.of(root, ErrorCode.INVALID_MODEL);
    origin.require(Files.isDirectory(root), "is not a directory");
    origin.require(Files.isRegularFile(root.resolve(CONFIG)), "has no " + CONFIG);
    FileContext file = origin.with(CONFIG);
    Map<String, @Nullable Object> config = Json.readObject(root.resolve(CONFIG), file, JSON_LIMIT);
    file.require(config.get("model_type") instanceof String, "model_type must be a string");
    return new ModelDirectory(root, origin, config, Weights.find(root, origin));
  }

  /**
   * The names of the weight files that an {@link #INDEX} lists, sorted.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if it is none
   */
  public static SortedSet<String> shards(Path index) {
    return ShardIndex.read(index, FileContext.of(index, ErrorCode.INVALID_MODEL)).shards();
  }

  /** Everything that {@code config.json} says; unmodifiable. */
  public Map<String, @Nullable Object> config() {
    return config;
  }

  /** How it generates where nobody says otherwise. */
  public Optional<Path> generationFile() {
    return file(GENERATION);
  }

  /**
   * What {@code generation_config.json} says; empty if there is none.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if it is no JSON object
   */
  public Map<String, @Nullable Object> generationConfig() {
    return file(GENERATION)
        .map(file -> Json.readObject(file, origin.with(GENERATION), JSON_LIMIT))
        .orElse(Map.of());
  }

  /** The architecture's name: {@code bert}. */
  public String modelType() {
    return String.valueOf(config.get("model_type"));
  }

  /** What is known of its architecture, as its configuration has it; empty if nothing is. */
  public Optional<Architecture> known() {
    return Registry.find(modelType()).map(entry -> entry.of(new ModelConfig(config)));
  }

  /** What {@code config.json} calls the type of its weights, {@code bfloat16}; it may not say. */
  public Optional<String> elementType() {
    return Optional.ofNullable(config.getOrDefault("dtype", config.get("torch_dtype")))
        .map(Object::toString);
  }

  /**
   * The path of {@code tokenizer.json}.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if there is none
   */
  public Path tokenizer() {
    return file(TOKENIZER).orElseThrow(() -> origin.fault("has no " + TOKENIZER));
  }

  /**
   * What {@code preprocessor_config.json} says.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if there is none, or no JSON object
   */
  public Map<String, @Nullable Object> preprocessorConfig() {
    Path file = file(PREPROCESSOR).orElseThrow(() -> origin.fault("has no " + PREPROCESSOR));
    return Json.readObject(file, origin.with(PREPROCESSOR), JSON_LIMIT);
  }

  /** What {@code tokenizer_config.json} says; empty if there is none. */
  public Map<String, @Nullable Object> tokenizerConfig() {
    Optional<Path> file = file(TOKENIZER_CONFIG);
    return file.isEmpty()
        ? Map.of()
        : Json.readObject(file.get(), origin.with(TOKENIZER_CONFIG), JSON_LIMIT);
  }

  /** The files that say what its rows go through, sorted; paths. */
  public List<Path> tokenizerFiles() {
    return TOKENIZER_FILES.stream().sorted().flatMap(name -> file(name).stream()).toList();
  }

  /**
   * Maps the weights: under today's names, without old buffers, with whatever prefix the file has,
   * but for that of a class which tells spans. The caller closes them.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} naming what is wrong with a file
   */
  public Tensors weights() {
    return weights.open(known().flatMap(SpanPrefix::of));
  }

  /**
   * Width of the hidden states, from the configuration alone.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if the architecture is unknown, or a
   *     size in the configuration is wrong
   */
  public int hiddenSize() {
    return shape().hiddenSize();
  }

  /**
   * What a model is, and what is wrong with weights that can be read: another number of layers than
   * the configuration says, numbers that are NaN or infinite.
   */
  public record Survey(ModelFacts facts, List<String> faults) {
    public Survey {
      faults = List.copyOf(faults);
    }
  }

  /**
   * Describes the model and looks through its weights. Reads all of them, once: keep the result.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} if the architecture is unknown, or a
   *     size in the configuration or a weight file is wrong
   */
  public Survey survey() {
    Dimensions shape = shape();
    try (Tensors tensors = weights()) {
      WeightPass.Found found = WeightPass.through(weights);
      ModelFacts facts =
          new ModelFacts(
              modelType(),
              architecture(),
              tensors.elements(),
              shape.hiddenSize(),
              shape.layers(),
              maxLength(shape),
              bytes(),
              found.sha256());
      return new Survey(facts, WeightFaults.of(tensors.names(), found.notFinite(), shape.layers()));
    }
  }

  /**
   * What ids, segments and positions there is a place for.
   *
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} as {@link #survey} does
   */
  public ModelLimits limits() {
    try (Tensors tensors = weights()) {
      return new ModelLimits(
          rows("word_embeddings.weight", tensors).orElseGet(this::vocabulary),
          rows("token_type_embeddings.weight", tensors).orElse(0),
          shape().positions().orElse(Integer.MAX_VALUE));
    }
  }

  /** As the configuration says, whatever the architecture calls its word embeddings. */
  private int vocabulary() {
    return new ModelConfig(config).size("vocab_size", VOCABULARY);
  }

  private static Optional<Integer> rows(String table, Tensors tensors) {
    return tensors.all().stream()
        .filter(tensor -> tensor.name().endsWith("embeddings." + table))
        .filter(tensor -> tensor.shape().length == 2)
        .map(tensor -> (int) Math.min(Integer.MAX_VALUE, tensor.shape()[0]))
        .findFirst();
  }

  private Dimensions shape() {
    return Registry.entry(modelType()).dimensions(new ModelConfig(config));
  }

  private Optional<Path> file(String name) {
    return Optional.of(root.resolve(name)).filter(Files::isRegularFile);
  }

  private Optional<String> architecture() {
    return config.get("architectures") instanceof List<?> classes
            && !classes.isEmpty()
            && classes.getFirst() instanceof String name
        ? Optional.of(name)
        : Optional.empty();
  }

  /** The tokenizer's limit where it is a real one: "none" is written as 1e30. */
  private OptionalInt maxLength(Dimensions shape) {
    int positions = shape.positions().orElse(Integer.MAX_VALUE);
    int length =
        tokenizerConfig().get("model_max_length") instanceof Integer limit && limit > 0
            ? Math.min(limit, positions)
            : positions;
    return length == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(length);
  }

  /** The size of the files that hold the weights. */
  public long bytes() {
    long bytes = 0;
    try {
      for (Path file : weights.paths()) {
        bytes += Files.size(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}
