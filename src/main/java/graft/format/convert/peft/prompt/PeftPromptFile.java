package graft.format.convert.peft.prompt;

import graft.architecture.Architecture;
import graft.format.FileFaults;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.Known;
import graft.format.convert.TargetModel;
import graft.format.convert.head.CheckpointClass;
import graft.format.convert.peft.file.CommonAttributes;
import graft.format.convert.peft.file.PeftHead;
import graft.format.convert.peft.file.PeftSettings;
import graft.format.convert.peft.matrix.LstmDirection;
import graft.format.convert.peft.matrix.Matrices;
import graft.spec.ErrorCode;
import graft.spec.adapter.PeftPTuningConfig;
import graft.spec.adapter.PeftPromptTuningConfig;
import graft.spec.adapter.attribute.PromptStart;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * PEFT's files of virtual tokens. Of p-tuning they hold what the network made, not the network, so
 * that such a file is read as prompt tuning, which computes the same. Behind a model of two stacks
 * PEFT keeps as many vectors once more, which it never reads: they are zeros here.
 */
record PeftPromptFile(String name, String prefix) {
  private static final String NUMBER = "num_virtual_tokens";
  private static final String SUBMODULES = "num_transformer_submodules";
  private static final String START = "prompt_tuning_init";
  private static final String TEXT = "prompt_tuning_init_text";
  private static final String TENSOR = PeftPrefixes.TENSOR;

  /**
   * Reads a file.
   *
   * @throws graft.spec.GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} if there is no place
   *     for a tensor; {@link ErrorCode#INVALID_ADAPTER} if vectors are missing or misshapen
   */
  static SavedAdapter read(
      PeftAdapter adapter, PeftSettings settings, TargetModel model, String name) {
    PeftPromptFile file = new PeftPromptFile(name, model.architecture().prefix());
    Map<String, Tensor> others = new TreeMap<>();
    FileFaults unsupported = new FileFaults();
    for (Tensor tensor : adapter.tensors().values()) {
      if (tensor.name().startsWith(PeftPrefixes.ROOT)) {
        String inner = tensor.name().substring(PeftPrefixes.ROOT.length());
        others.put(inner, tensor.named(inner));
      } else if (!tensor.name().equals(TENSOR)) {
        unsupported.add(
            "format_not_supported", "this service has no place for tensor " + tensor.name());
      }
    }
    unsupported.throwIfAny(ErrorCode.FORMAT_NOT_SUPPORTED);
    Tensor rows = rows(adapter, settings).named(file.own(TENSOR));
    return new SavedAdapter(
        model.part(name, config(settings, rows), Map.of(rows.name(), rows)),
        PeftHead.read(others, settings, model, name));
  }

  private static Map<String, @Nullable Object> config(PeftSettings settings, Tensor rows) {
    Map<String, @Nullable Object> config = new HashMap<>();
    config.put("architecture", PeftPromptTuningConfig.ARCHITECTURE);
    config.put(NUMBER, Math.toIntExact(rows.shape()[0]));
    Object text = settings.config().get(TEXT);
    boolean isOfText = "TEXT".equals(settings.config().get(START)) && text instanceof String;
    config.put(START, isOfText ? "TEXT" : "RANDOM");
    config.put(TEXT, isOfText ? text : null);
    return config;
  }

  /** The vectors that are used. */
  private static Tensor rows(PeftAdapter adapter, PeftSettings settings) {
    FileFaults broken = new FileFaults();
    Tensor tensor = adapter.tensors().get(TENSOR);
    long all = tensor == null || tensor.shape().length != 2 ? 0 : tensor.shape()[0];
    long submodules = settings.count(SUBMODULES).orElse(1);
    long number = settings.count(NUMBER).orElse((int) (all / Math.max(1, submodules)));
    if (tensor == null) {
      broken.add("invalid_tensor", "tensor " + TENSOR + " is missing");
    } else if (number < 1 || all % number != 0 || all / number > 2 || all < number) {
      broken.add(
          "invalid_tensor",
          "tensor %s: expected a row for each of %d virtual tokens".formatted(tensor, number));
    }
    broken.throwIfAny(ErrorCode.INVALID_ADAPTER);
    return first(Optional.ofNullable(tensor).orElseThrow(), Math.toIntExact(number));
  }

  private static Tensor first(Tensor rows, int number) {
    int width = Math.toIntExact(rows.shape()[1]);
    return rows.shape()[0] == number
        ? rows
        : Tensor.of(
            rows.name(), new long[] {number, width}, Arrays.copyOf(rows.floats(), number * width));
  }

  /** The way back, of vectors that are trained themselves. */
  static PeftAdapter of(SavedAdapter saved, PeftPromptTuningConfig config) {
    PeftPromptFile file = file(saved);
    Map<String, @Nullable Object> more = new LinkedHashMap<>();
    more.put(START, config.promptTuningInit().json());
    more.put(TEXT, config.promptTuningInitText().orElse(null));
    more.put(
        "tokenizer_name_or_path",
        config.promptTuningInit() == PromptStart.TEXT
            ? saved.adapter().envelope().modelName()
            : null);
    return file.written(saved, "PROMPT_TUNING", file.tensor(saved, TENSOR), more);
  }

  /** The way back, of what a network makes. */
  static PeftAdapter of(SavedAdapter saved, PeftPTuningConfig config) {
    PeftPromptFile file = file(saved);
    Tensor start = file.tensor(saved, "embedding.weight");
    Tensor rows =
        switch (config.encoderReparameterizationType()) {
          case MLP -> {
            Tensor first = Matrices.relu(file.linear(saved, start, 0));
            yield file.linear(saved, Matrices.relu(file.linear(saved, first, 2)), 4);
          }
          case LSTM -> {
            Tensor read = file.lstm(saved, start, config.encoderNumLayers());
            yield file.linear(saved, Matrices.relu(file.linear(saved, read, 0)), 2);
          }
        };
    Map<String, @Nullable Object> more = new LinkedHashMap<>();
    more.put("encoder_reparameterization_type", config.encoderReparameterizationType().json());
    more.put("encoder_num_layers", config.encoderNumLayers());
    more.put("encoder_dropout", config.encoderDropout());
    more.put(
        "encoder_hidden_size", config.encoderHiddenSize().orElse(Math.toIntExact(rows.shape()[1])));
    return file.written(saved, "P_TUNING", rows, more);
  }

  private Tensor lstm(SavedAdapter saved, Tensor start, int layers) {
    Tensor x = start;
    for (int layer = 0; layer < layers; layer++) {
      String name = "l" + layer;
      x =
          Matrices.beside(
              direction(saved, name).forwards(x), direction(saved, name + "_reverse").backwards(x));
    }
    return x;
  }

  private LstmDirection direction(SavedAdapter saved, String name) {
    return new LstmDirection(
        tensor(saved, "lstm_head.weight_ih_" + name),
        tensor(saved, "lstm_head.weight_hh_" + name),
        tensor(saved, "lstm_head.bias_ih_" + name),
        tensor(saved, "lstm_head.bias_hh_" + name));
  }

  private static PeftPromptFile file(SavedAdapter saved) {
    AdapterConfigFile envelope = saved.adapter().envelope();
    return new PeftPromptFile(
        envelope.name().orElse(""), Known.architecture(envelope.modelType()).prefix());
  }

  private Tensor linear(SavedAdapter saved, Tensor x, int place) {
    String layer = "mlp_head." + place;
    return Matrices.linear(x, tensor(saved, layer + ".weight"), tensor(saved, layer + ".bias"));
  }

  private String own(String tensor) {
    return prefix + "shared_parameters." + name + "." + tensor;
  }

  private Tensor tensor(SavedAdapter saved, String tensor) {
    return Optional.ofNullable(saved.adapter().tensors().get(own(tensor)))
        .orElseThrow(() -> FormatRefusal.of("the adapter has no tensor " + own(tensor)));
  }

  private PeftAdapter written(
      SavedAdapter saved, String type, Tensor rows, Map<String, @Nullable Object> more) {
    AdapterConfigFile envelope = saved.adapter().envelope();
    Architecture names = Known.architecture(envelope.modelType());
    boolean isOfTwoStacks = names.stacks().size() > 1;
    if (isOfTwoStacks && saved.head().isPresent()) {
      throw FormatRefusal.of(
          "PEFT tunes prompts of %s models that answer through the base model's own head alone"
              .formatted(envelope.modelType()));
    }
    Optional<PeftHead> head =
        saved.head().map(part -> PeftHead.of(part, names.prefix(), PeftPrefixes.ROOT));
    Map<String, Tensor> tensors = new TreeMap<>();
    Tensor all = isOfTwoStacks ? Matrices.tall(rows, 2 * (int) rows.shape()[0]) : rows;
    tensors.put(TENSOR, all.named(TENSOR));
    head.ifPresent(moved -> tensors.putAll(moved.tensors()));
    Map<String, @Nullable Object> config = CommonAttributes.of(type, envelope, head);
    config.remove("fan_in_fan_out");
    config.remove("auto_mapping");
    // Without a task PEFT's model would pass the prompt over.
    config.put(
        "task_type",
        head.flatMap(PeftHead::taskType)
            .or(() -> CheckpointClass.of(envelope).flatMap(CheckpointClass::taskType))
            .orElse("FEATURE_EXTRACTION"));
    config.put(NUMBER, Math.toIntExact(rows.shape()[0]));
    config.put(SUBMODULES, isOfTwoStacks ? 2 : 1);
    config.put("token_dim", Math.toIntExact(rows.shape()[1]));
    config.putAll(more);
    return new PeftAdapter(config, tensors);
  }
}
