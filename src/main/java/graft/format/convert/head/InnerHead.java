package graft.format.convert.head;

import graft.architecture.Architecture;
import graft.architecture.HeadKind;
import graft.architecture.LmHead;
import graft.architecture.NativeHead;
import graft.format.FormatRefusal;
import graft.format.Tensor;
import graft.format.adapter.SavedPart;
import graft.format.convert.Known;
import graft.format.model.ModelDirectory;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A head inside a model of a native task class.
 *
 * @param className end of the class's name: {@code ForMaskedLM}
 * @param tensors by their names in the class
 * @param usesPooler whether it begins with the base model's own pooler
 * @param labels how many outputs it has, if the class counts them by their names
 */
public record InnerHead(
    String className, SortedMap<String, Tensor> tensors, boolean usesPooler, OptionalInt labels) {
  /** A saved head as the class of its task has it; empty if that class computes something else. */
  public static Optional<InnerHead> of(
      ModelDirectory model, TaskSpec task, SavedPart head, String prefix) {
    SavedPart flexible =
        NativeForm.flexible(head, head.envelope().name().orElse("head"), prefix, model);
    Map<String, @Nullable Object> config = flexible.envelope().config().orElseThrow();
    Architecture known = Known.architecture(model.modelType());
    if (task.type() == TaskType.MASKED_LM) {
      return MaskedLmHead.like(model, config).map(same -> maskedLm(same, flexible));
    }
    return task.writes()
        ? known.lmHead().filter(same -> same.isLike(config)).map(same -> projection(same, flexible))
        : known.headLike(config).map(same -> ofLabels(same, flexible, prefix));
  }

  /** The vocabulary projection alone. */
  private static InnerHead projection(LmHead same, SavedPart head) {
    Map<String, String> sources = new TreeMap<>();
    same.places()
        .forEach((place, all) ->
            sources.put(all.getFirst(), "heads.%s.%s".formatted(name(head), place)));
    return new InnerHead(same.nativeClass(), tensors(sources, head), false, OptionalInt.empty());
  }

  /** Whether it brings a vocabulary projection along, which then is not the word embeddings. */
  public boolean hasOwnVocabulary() {
    return HeadKind.ofClass(className).isEmpty() && !className.equals(MaskedLmHead.CLASS);
  }

  private static InnerHead maskedLm(MaskedLmHead same, SavedPart head) {
    return new InnerHead(
        MaskedLmHead.CLASS, tensors(same.sources(name(head)), head), false, OptionalInt.empty());
  }

  private static InnerHead ofLabels(NativeHead same, SavedPart head, String prefix) {
    Map<String, String> sources = new TreeMap<>();
    same.names(name(head), prefix).forEach((from, to) -> sources.put(to, from));
    return new InnerHead(
        same.kind().nativeClass(),
        tensors(sources, head),
        same.usesPooler(),
        same.kind() == HeadKind.CHOICE
            ? OptionalInt.empty()
            : OptionalInt.of(HeadTensors.outputs(head.tensors())));
  }

  private static String name(SavedPart head) {
    return head.envelope().name().orElse("");
  }

  /** AdapterHub's tensors under the names that lead to theirs. */
  private static SortedMap<String, Tensor> tensors(Map<String, String> sources, SavedPart head) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    sources.forEach((to, from) -> {
      @Nullable Tensor tensor = head.tensors().get(from);
      if (tensor == null) {
        throw FormatRefusal.of("the head has no tensor " + from);
      }
      tensors.put(to, tensor.named(to));
    });
    return tensors;
  }
}
