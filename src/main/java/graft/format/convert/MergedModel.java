package graft.format.convert;

import graft.architecture.Architecture;
import graft.architecture.HeadKind;
import graft.format.DType;
import graft.format.Json;
import graft.format.MadeTensor;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.WritableTensor;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.FileSet;
import graft.format.adapter.ModelCard;
import graft.format.adapter.SavedPart;
import graft.format.convert.head.HeadInPython;
import graft.format.convert.head.HeadPooling;
import graft.format.convert.head.InnerHead;
import graft.format.convert.head.MaskedLmHead;
import graft.format.convert.peft.matrix.Matrices;
import graft.format.model.ModelDirectory;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A base model with an adapter folded into its weights, as a directory in the Hugging Face layout.
 *
 * <p>With a head that a native task class has too, it is a directory of that class: the head under
 * its names, the base model's tensors with their prefix, other heads of the checkpoint left out.
 * Without such a head it is the checkpoint as it was, folded weights in place of its own, and the
 * head lies beside it as AdapterHub saves heads; of one that AdapterHub has not either, the
 * tensors, with the lines that compute it in the model card.
 *
 * @param base all tensors of the checkpoint, by their names in it
 * @param folded the weights that the adapter changed, by their names with the prefix, in float32 or
 *     in bf16; libraries compute in their type, as the service does
 * @param prefix of the base model inside a task class: {@code bert.}
 * @param adapterClass the reference library's class for it: {@code BertAdapterModel}
 * @param chatTemplate the adapter's, in place of the model's own
 * @param outputScale what the base model's hidden states are multiplied with before a projection to
 *     words; a class whose projection is not the word embeddings leaves it out, so that one has it
 *     in its weights
 */
public record MergedModel(
    ModelDirectory directory,
    Map<String, Tensor> base,
    Map<String, MadeTensor> folded,
    String prefix,
    String adapterClass,
    Optional<TaskSpec> task,
    Optional<SavedPart> head,
    Optional<String> chatTemplate,
    double outputScale) {
  /** What transformers 5 asks before it asks whether the embeddings are tied. */
  private static final String SCALES = "scale_decoder_outputs";

  /** The files of the directory, with a model card. */
  public FileSet bundle(ModelCard card) {
    Optional<InnerHead> inside =
        head.flatMap(part ->
            task.filter(answered -> other(answered).isEmpty())
                .flatMap(answered -> InnerHead.of(directory, answered, part, prefix)));
    List<FileSet.Entry> files = new ArrayList<>();
    files.add(FileSet.Entry.bytes(ModelDirectory.CONFIG, Json.sorted(config(inside))));
    List<WritableTensor> tensors = tensors(inside);
    files.add(
        new FileSet.Entry(
            ModelDirectory.WEIGHTS,
            out -> SafetensorsWriter.write(out, tensors, Map.of("format", "pt"))));
    files.addAll(LanguageEntries.of(directory, chatTemplate));
    directory.generationFile().ifPresent(file -> files.add(FileSet.Entry.copy(file)));
    String readme =
        inside.isPresent() || head.isEmpty()
            ? card.forMergedModel()
            : beside(head.get(), card, files);
    files.add(FileSet.Entry.text(ModelCard.FILE, readme));
    return new FileSet(files);
  }

  /** Adds the head's files; says how to use them. */
  private String beside(SavedPart part, ModelCard card, List<FileSet.Entry> files) {
    Optional<HeadSpec.Pooling> other = task.flatMap(this::other);
    if (other.isEmpty()) {
      files.addAll(AdapterHub.headEntries(part));
      return card.forMergedModelBesideItsHead();
    }
    files.add(AdapterHub.headTensors(part));
    return card.forMergedModelBefore(new HeadInPython(part, other.get()).code());
  }

  private Optional<HeadSpec.Pooling> other(TaskSpec answered) {
    return HeadPooling.other(answered, directory.modelType());
  }

  private List<WritableTensor> tensors(Optional<InnerHead> inside) {
    Map<String, WritableTensor> tensors = new TreeMap<>();
    base.values().forEach(tensor -> put(tensor, inside, tensors));
    inside.ifPresent(own ->
        own.tensors()
            .forEach((name, tensor) -> {
              // A projection that the checkpoint does not hold is the word embeddings.
              if (!isLmHead(name)
                  || base.containsKey(name)
                  || own.hasOwnVocabulary()
                  || MaskedLmHead.isClass(own.className())) {
                tensors.put(name, own.hasOwnVocabulary() ? scaled(tensor) : tensor);
              }
            }));
    return List.copyOf(tensors.values());
  }

  private Tensor scaled(Tensor projection) {
    return outputScale == 1 ? projection : Matrices.scaled(projection, outputScale);
  }

  private void put(Tensor tensor, Optional<InnerHead> inside, Map<String, WritableTensor> tensors) {
    boolean isBare = base.keySet().stream().noneMatch(name -> name.startsWith(prefix));
    String full = isBare ? prefix + tensor.name() : tensor.name();
    WritableTensor own = folded.containsKey(full) ? folded.get(full) : tensor;
    if (inside.isEmpty()) {
      tensors.put(tensor.name(), own.named(tensor.name()));
    } else if (isOfClass(full, inside.get()) && !isLmHead(tensor.name())) {
      String inClass = ClassPaths.of(names(), HeadKind.ofClass(inside.get().className())).of(full);
      tensors.put(inClass, own.named(inClass));
    }
  }

  /** In models of two stacks it stands where the base model does, without a prefix. */
  private boolean isLmHead(String name) {
    return names().lmHead().filter(head -> name.equals(head.decoder() + ".weight")).isPresent();
  }

  private boolean isInBfloat16() {
    return folded.values().stream().anyMatch(tensor -> tensor.dtype() == DType.BF16);
  }

  private Architecture names() {
    return Known.architecture(directory);
  }

  /**
   * Whether the class has a tensor of the base model. Only heads on BERT's pooler keep it; those on
   * ModernBERT's, which stands outside of the base model, need it with its norm.
   */
  private boolean isOfClass(String name, InnerHead inside) {
    return names().isUnprefixed(name)
        ? inside.usesPooler()
        : name.startsWith(prefix) && (inside.usesPooler() || !name.startsWith(prefix + "pooler."));
  }

  private Map<String, @Nullable Object> config(Optional<InnerHead> inside) {
    Map<String, @Nullable Object> config = new TreeMap<>(directory.config());
    config.remove("dtype");
    config.put("torch_dtype", isInBfloat16() ? "bfloat16" : "float32");
    inside.ifPresent(own -> {
      TaskSpec answered = task.orElseThrow();
      config.put(
          "architectures",
          List.of(adapterClass.replaceFirst("AdapterModel$", "") + own.className()));
      own.labels().ifPresent(outputs -> putLabels(outputs, answered, config));
      if (own.hasOwnVocabulary()) {
        config.put("tie_word_embeddings", false);
        config.computeIfPresent(SCALES, (_, _) -> false);
      }
      switch (answered.type()) {
        case SEQUENCE_CLASSIFICATION, IMAGE_CLASSIFICATION ->
            config.put("problem_type", "single_label_classification");
        case MULTI_LABEL_CLASSIFICATION -> config.put("problem_type", "multi_label_classification");
        case REGRESSION -> config.put("problem_type", "regression");
        case TOKEN_CLASSIFICATION,
            QUESTION_ANSWERING,
            MULTIPLE_CHOICE,
            CAUSAL_LM,
            MASKED_LM,
            SEQ2SEQ_LM ->
            config.remove("problem_type");
      }
    });
    return config;
  }

  /** A class counts its outputs by their names; where they have none they get the usual ones. */
  private static void putLabels(
      int outputs, TaskSpec answered, Map<String, @Nullable Object> config) {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int i = 0; i < outputs; i++) {
      String name = answered.labels().isEmpty() ? "LABEL_" + i : answered.labels().get(i);
      names.put(Integer.toString(i), name);
      numbers.put(name, i);
    }
    config.put("id2label", names);
    config.put("label2id", numbers);
  }
}
