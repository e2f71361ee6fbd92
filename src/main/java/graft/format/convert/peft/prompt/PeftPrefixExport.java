package graft.format.convert.peft.prompt;

import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.convert.AttentionShape;
import graft.format.convert.Known;
import graft.format.convert.head.CheckpointClass;
import graft.format.convert.peft.file.PeftHead;
import graft.format.convert.peft.matrix.Matrices;
import graft.spec.Activation;
import graft.spec.adapter.PrefixTuningConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Prefixes that shift the positions of the text as PEFT's, in which all of them do.
 *
 * @param cache of the base model; where it is not known, PEFT asks the base model
 */
record PeftPrefixExport(
    PrefixTuningConfig prefixes, AdapterConfigFile envelope, Optional<AttentionShape> cache) {
  PeftPrefixExport {
    if (isOfTwoStacks(envelope) && (prefixes.encoderPrefix() || prefixes.crossPrefix())) {
      throw FormatRefusal.of(
          "encoder_prefix or cross_prefix is true: PEFT's prefixes stand in the self-attention of the"
              + " decoder alone");
    }
    if (!prefixes.shiftPositions()) {
      throw FormatRefusal.of(
          "shift_positions is false: PEFT's prefixes shift the positions of the text, these do not");
    }
    if (prefixes.useGating()) {
      throw FormatRefusal.of("use_gating is true: PEFT has no gates on prefixes");
    }
    if (!prefixes.leaveOut().isEmpty()) {
      throw FormatRefusal.of(
          "leave_out is %s: PEFT puts prefixes into every layer".formatted(prefixes.leaveOut()));
    }
    if (!prefixes.flat() && prefixes.nonLinearity() != Activation.TANH) {
      throw FormatRefusal.of(
          "non_linearity is %s: a network of PEFT has tanh; eject the prefixes first"
              .formatted(prefixes.nonLinearity().json()));
    }
  }

  private static boolean isOfTwoStacks(AdapterConfigFile envelope) {
    return Known.architecture(envelope.modelType()).stacks().size() > 1;
  }

  /**
   * Moves the prefixes and the head. What a network makes is saved without the network, as PEFT
   * does; the file then says that there was none, so that training can go on from it.
   */
  PeftAdapter move(SavedAdapter saved) {
    if (isOfTwoStacks(envelope) && saved.head().isPresent()) {
      throw FormatRefusal.of(
          "PEFT tunes prefixes of %s models that answer through the base model's own head alone"
              .formatted(envelope.modelType()));
    }
    PeftPrefixes names = PeftPrefixes.of(envelope.modelType());
    Tensor made = prefixes.flat() ? control(saved.adapter(), names) : ofNetwork(saved, names);
    Tensor rows =
        made.reshaped(prefixes.prefixLength(), made.elements() / prefixes.prefixLength())
            .named(PeftPrefixes.TENSOR);
    Optional<PeftHead> head =
        saved.head().map(part -> PeftHead.of(part, names.prefix(), PeftPrefixes.ROOT));
    Map<String, Tensor> tensors = new TreeMap<>(Map.of(rows.name(), rows));
    head.ifPresent(moved -> tensors.putAll(moved.tensors()));
    return new PeftAdapter(config(rows, head), tensors);
  }

  private Tensor control(SavedPart adapter, PeftPrefixes names) {
    return tensor(adapter, names, "control_trans");
  }

  /** {@code W₂ tanh(W₁ E + b₁) + b₂}: a row for each position. */
  private Tensor ofNetwork(SavedAdapter saved, PeftPrefixes names) {
    SavedPart adapter = saved.adapter();
    Tensor hidden =
        Matrices.tanh(
            Matrices.linear(
                tensor(adapter, names, "wte.weight"),
                tensor(adapter, names, "control_trans.0.weight"),
                tensor(adapter, names, "control_trans.0.bias")));
    return Matrices.linear(
        hidden,
        tensor(adapter, names, "control_trans.2.weight"),
        tensor(adapter, names, "control_trans.2.bias"));
  }

  private Tensor tensor(SavedPart adapter, PeftPrefixes names, String part) {
    String name = names.adapterHub(envelope.name().orElse(""), part);
    return Optional.ofNullable(adapter.tensors().get(name))
        .orElseThrow(() -> FormatRefusal.of("the adapter has no tensor " + name));
  }

  private Map<String, @Nullable Object> config(Tensor rows, Optional<PeftHead> head) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("peft_type", "PREFIX_TUNING");
    // Without a task PEFT's model would pass the prefixes over.
    config.put(
        "task_type",
        head.flatMap(PeftHead::taskType)
            .or(() -> CheckpointClass.of(envelope).flatMap(CheckpointClass::taskType))
            .orElse("FEATURE_EXTRACTION"));
    config.put("base_model_name_or_path", envelope.modelName());
    config.put("inference_mode", true);
    config.put("modules_to_save", head.map(PeftHead::modulesToSave).orElse(null));
    config.put("num_virtual_tokens", prefixes.prefixLength());
    config.put("num_transformer_submodules", isOfTwoStacks(envelope) ? 2 : 1);
    config.put("prefix_projection", false);
    putCache(rows, config);
    return config;
  }

  /**
   * The width of a layer's keys, and how many heads share it. PEFT finds what is null in the base
   * model, and the width only together with the heads.
   */
  private void putCache(Tensor rows, Map<String, @Nullable Object> config) {
    Optional<AttentionShape> known = cache.map(of -> shapeOf(of, rows));
    Optional<Integer> width = known.map(of -> of.keyWidth(rows.shape()[1]));
    Optional<Integer> heads = known.flatMap(AttentionShape::keyHeads);
    boolean isSaid = heads.isPresent() || width.equals(envelope.hiddenSize());
    config.put("num_layers", known.map(AttentionShape::layers).orElse(null));
    config.put("num_attention_heads", heads.orElse(null));
    config.put("token_dim", isSaid ? width.orElse(null) : null);
    config.put("encoder_hidden_size", isSaid ? width.orElse(null) : null);
  }

  /** Of two stacks the decoder alone has prefixes, and all of its heads have keys of their own. */
  private AttentionShape shapeOf(AttentionShape whole, Tensor rows) {
    return isOfTwoStacks(envelope)
        ? AttentionShape.even(
            Math.toIntExact(rows.shape()[1] / (2L * envelope.hiddenSize().orElseThrow())))
        : whole;
  }
}
