package graft.format.convert.peft.file;

import graft.architecture.Architecture;
import graft.architecture.HeadKind;
import graft.architecture.NativeHead;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.SavedPart;
import graft.format.convert.Known;
import graft.format.convert.TargetModel;
import graft.format.convert.head.HeadTensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A head as PEFT saves it beside an adapter: modules of a native task class.
 *
 * @param kind what it looks at
 * @param modulesToSave their names
 * @param tensors by their full names in a PEFT file
 */
public record PeftHead(HeadKind kind, List<String> modulesToSave, Map<String, Tensor> tensors) {
  /** What names begin with where an adapter wraps the model. */
  public static final String WRAPPED = "base_model.model.";

  /** AdapterHub's words for heads of language models. */
  private static final Set<String> OF_WORDS = Set.of("masked_lm", "causal_lm", "seq2seq_lm");

  /**
   * Moves a head of AdapterHub.
   *
   * @param prefix of the base model in a model with a head
   * @param root of the names of the model's tensors in a PEFT file of the adapter's method
   * @throws graft.spec.GraftException if no native task class has such a head
   */
  public static PeftHead of(SavedPart head, String prefix, String root) {
    AdapterConfigFile envelope = head.envelope();
    if (envelope.config().isEmpty()) {
      return ofNative(head, root);
    }
    Map<String, @Nullable Object> config = envelope.config().get();
    if (OF_WORDS.contains(String.valueOf(config.get("head_type")))) {
      throw FormatRefusal.of(
          "PEFT has no place for a trained head for words: its adapters answer through the base"
              + " model's own; merged_model and adapterhub have one");
    }
    NativeHead same =
        Known.architecture(envelope.modelType())
            .headLike(config)
            .orElseThrow(() ->
                FormatRefusal.of(
                    "no task class of %s models has such a head: %s"
                        .formatted(envelope.modelType(), config)));
    requireWord(same.kind());
    Map<String, Tensor> tensors = new TreeMap<>();
    same.names(envelope.name().orElse(""), prefix)
        .forEach((from, to) -> {
          Tensor tensor = head.tensors().get(from);
          if (tensor == null) {
            throw FormatRefusal.of("the head has no tensor " + from);
          }
          put(tensor.named(root + to), tensors);
        });
    return new PeftHead(same.kind(), same.modules(), tensors);
  }

  /** PEFT's word for the task, where it has one. */
  public Optional<String> taskType() {
    return kind.taskType();
  }

  /** The head of a native task class needs only PEFT's prefix. */
  private static PeftHead ofNative(SavedPart head, String root) {
    Map<String, Tensor> tensors = new TreeMap<>();
    head.tensors().values().forEach(tensor -> put(tensor.named(root + tensor.name()), tensors));
    List<String> modules =
        head.tensors().keySet().stream()
            .map(name -> name.replaceFirst("\\..*", ""))
            .distinct()
            .toList();
    String modelClass = head.envelope().modelClass();
    HeadKind kind =
        HeadKind.ofClass(modelClass)
            .orElseThrow(
                () -> FormatRefusal.of("PEFT has no word for the task of a " + modelClass));
    requireWord(kind);
    return new PeftHead(kind, modules, tensors);
  }

  private static void requireWord(HeadKind kind) {
    if (kind == HeadKind.CHOICE) {
      throw FormatRefusal.of("PEFT has no word for the task multiple_choice");
    }
  }

  private static void put(Tensor tensor, Map<String, Tensor> tensors) {
    tensors.put(tensor.name(), tensor);
  }

  /**
   * Moves a head of PEFT to AdapterHub; empty if none was saved.
   *
   * @param modules tensors of the saved modules by their names in the model with a head
   * @param name the head's new name
   */
  public static Optional<SavedPart> read(
      Map<String, Tensor> modules, PeftSettings settings, TargetModel model, String name) {
    SavedModules saved = new SavedModules(modules.keySet(), settings, model.modelType());
    saved.requireComplete();
    if (modules.isEmpty()) {
      return Optional.empty();
    }
    Architecture known = Known.architecture(model.modelType());
    NativeHead same =
        settings
            .headKind()
            .flatMap(kind -> known.headOf(kind, modules.keySet()))
            .orElseThrow(() -> FormatRefusal.of(saved.reason()));
    Map<String, Tensor> moved = HeadTensors.flexible(same, modules, name, known.prefix());
    return Optional.of(model.part(name, same.config(HeadTensors.outputs(moved)), moved));
  }
}
