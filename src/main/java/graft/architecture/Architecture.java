package graft.architecture;

import graft.spec.Activation;
import graft.spec.job.HeadSpec;
import graft.spec.job.TaskType;
import graft.spec.job.UsualHeads;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that files and users need to know of the models of one {@code model_type}.
 *
 * @param modelType as {@code config.json} has it
 * @param prefix of the base model inside a model with a head: {@code bert.}
 * @param adapterClass the reference library's class for it, written into files: {@code
 *     BertAdapterModel}
 * @param keys what the keys of its {@code config.json} are
 * @param heads of its native task classes
 * @param lmHead that its checkpoints bring along
 * @param pooler path of the projection behind the last layer; empty where the base model has none
 * @param prefixLocation where PEFT's prefixes go, in AdapterHub's word; empty where PEFT tunes
 *     none, as in models that take no cache
 * @param pooling the vector of a sequence that heads look at unless they are told otherwise
 * @param tokenizerClass of models whose files name none: {@code BertTokenizer}
 * @param tasks that it can be trained for
 * @param quirks of the reference library with it
 */
public record Architecture(
    String modelType,
    String prefix,
    String adapterClass,
    ConfigKeys keys,
    List<LayerStack> stacks,
    List<NativeHead> heads,
    Optional<LmHead> lmHead,
    Optional<String> pooler,
    Optional<String> prefixLocation,
    HeadSpec.Pooling pooling,
    String tokenizerClass,
    List<TaskType> tasks,
    Set<Quirk> quirks) {
  /** The projection behind the last layer, where most architectures have it. */
  public static final String POOLER = "pooler.dense";

  /** The key of configurations that say which vector heads look at. */
  private static final String POOLING = "classifier_pooling";

  private static final String EMBEDDING_NORM = "embeddings.LayerNorm";

  public Architecture {
    stacks = List.copyOf(stacks);
    heads = List.copyOf(heads);
    tasks = List.copyOf(tasks);
    quirks = Set.copyOf(quirks);
  }

  /** An architecture whose pooler, if a checkpoint has one, is where most have it. */
  public Architecture(
      String modelType,
      String prefix,
      String adapterClass,
      ConfigKeys keys,
      List<LayerStack> stacks,
      List<NativeHead> heads,
      Optional<LmHead> lmHead,
      Optional<String> prefixLocation,
      HeadSpec.Pooling pooling,
      String tokenizerClass,
      List<TaskType> tasks,
      Set<Quirk> quirks) {
    this(
        modelType,
        prefix,
        adapterClass,
        keys,
        stacks,
        heads,
        lmHead,
        Optional.of(POOLER),
        prefixLocation,
        pooling,
        tokenizerClass,
        tasks,
        quirks);
  }

  /** The same with a stack as a model's configuration has it, in place of its only one. */
  public Architecture with(LayerStack only) {
    return new Architecture(
        modelType,
        prefix,
        adapterClass,
        keys,
        List.of(only),
        heads,
        lmHead,
        pooler,
        prefixLocation,
        pooling,
        tokenizerClass,
        tasks,
        quirks);
  }

  /** The same with one more of the reference library's quirks. */
  public Architecture with(Quirk more) {
    Set<Quirk> all = EnumSet.of(more);
    all.addAll(quirks);
    return new Architecture(
        modelType,
        prefix,
        adapterClass,
        keys,
        stacks,
        heads,
        lmHead,
        pooler,
        prefixLocation,
        pooling,
        tokenizerClass,
        tasks,
        all);
  }

  /** A projection in a layer of a stack. */
  public record Place(LayerStack stack, int layer, Projection projection) {}

  /** The projection at a path, with the prefix or without; empty if none of ours is there. */
  public Optional<Place> place(String path) {
    String bare = bare(path);
    for (LayerStack stack : stacks) {
      Optional<LayerStack.Inside> inside = stack.inside(bare);
      if (inside.isPresent()) {
        return stack.projections().stream()
            .filter(projection -> projection.path().equals(inside.get().rest()))
            .findFirst()
            .map(found -> new Place(stack, inside.get().number(), found));
      }
    }
    return Optional.empty();
  }

  /** Whether its files hold projections as (in, out). */
  public boolean isTransposed() {
    return stacks.stream()
        .flatMap(stack -> stack.projections().stream())
        .anyMatch(projection -> projection.layout().isTransposed());
  }

  /**
   * A layer.
   *
   * @param number within its stack
   */
  public record Layer(LayerStack stack, int number) {}

  /** The layer that any module is in; empty outside of the layers. */
  public Optional<Layer> layer(String path) {
    String bare = bare(path);
    return stacks.stream()
        .flatMap(stack -> stack.inside(bare).map(at -> new Layer(stack, at.number())).stream())
        .findFirst();
  }

  /** Whether a module is the base model's, and no head's. */
  public boolean isOfBase(String path) {
    return path.startsWith(prefix)
        || layer(path).isPresent()
        || isPooler(path)
        || path.equals(EMBEDDING_NORM);
  }

  /** Whether it is the projection behind the last layer. */
  public boolean isPooler(String path) {
    return pooler.filter(bare(path)::equals).isPresent();
  }

  private Optional<NativeHead> normedHead() {
    return heads.stream().filter(head -> head.norm().isPresent()).findFirst();
  }

  /**
   * Whether heads of several layers are its checkpoints' prediction head with a linear layer behind
   * it: linear without bias, activation, a norm that only scales.
   */
  public boolean normsHeads() {
    return normedHead().isPresent();
  }

  /** Whether the projection behind the last layer is for every token and not for sequences only. */
  public boolean poolsTokens() {
    return heads.stream().anyMatch(head -> head.kind() == HeadKind.TOKENS && head.usesPooler());
  }

  /** The heads of a model that are not told otherwise. */
  public UsualHeads usualHeads(ModelConfig config) {
    HeadSpec.Pooling vector = pooling(config);
    return normedHead()
        .map(head -> shape(head))
        .map(shape -> new UsualHeads(vector, shape, shape))
        .orElse(UsualHeads.over(vector));
  }

  private static HeadSpec shape(NativeHead head) {
    return new HeadSpec(
        Optional.of(head.linears().size()),
        Optional.of(Activation.read(head.activation())),
        Optional.empty());
  }

  /** Whether configurations say which vector heads look at. */
  public boolean readsPooling() {
    return keys.read().contains(POOLING);
  }

  private HeadSpec.Pooling pooling(ModelConfig config) {
    return switch (readsPooling() ? config.text(POOLING, "cls") : "") {
      case "" -> pooling;
      case "cls" -> HeadSpec.Pooling.FIRST;
      case "mean" -> HeadSpec.Pooling.MEAN;
      default -> throw config.refusal(POOLING + " must be cls or mean");
    };
  }

  /** A linear layer of the base model that stands outside of its prefix. */
  public Optional<String> unprefixed() {
    return normedHead().map(head -> head.linears().getFirst());
  }

  /** Whether a module or a tensor stands with the one that is outside of the prefix. */
  public boolean isUnprefixed(String path) {
    return unprefixed()
        .map(one -> one.replaceFirst("\\..*", "."))
        .filter(path::startsWith)
        .isPresent();
  }

  /** The path as in a model with a head: with the prefix, of nearly all modules. */
  public String whole(String path) {
    return isUnprefixed(path) ? path : prefix + bare(path);
  }

  /** Whether a module of the base model is named as in a model with a head. */
  public boolean isWhole(String path) {
    return path.equals(whole(path));
  }

  /** The path without the prefix. */
  public String bare(String path) {
    return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }

  /** The native head that computes what a head of AdapterHub does. */
  public Optional<NativeHead> headLike(Map<String, @Nullable Object> config) {
    return heads.stream().filter(head -> head.isLike(config)).findFirst();
  }

  /** The native head of a task whose modules are exactly those of these tensors. */
  public Optional<NativeHead> headOf(HeadKind kind, Set<String> tensors) {
    return heads.stream()
        .filter(head -> head.kind() == kind)
        .filter(head -> Set.copyOf(head.names("", prefix).values()).equals(tensors))
        .findFirst();
  }

  /** The modules of all native heads of a task, as PEFT names them. */
  public Set<String> headModules(HeadKind kind) {
    return heads.stream()
        .filter(head -> head.kind() == kind)
        .flatMap(head -> head.modules().stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
