package graft.format.convert.peft;

import graft.architecture.Architecture;
import graft.architecture.Role;
import graft.format.Tensor;
import graft.format.adapter.LaterSpelling;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SavedPart;
import graft.format.adapter.SpanSpelling;
import graft.format.convert.TargetModel;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.format.convert.peft.PeftNames.Named;
import graft.format.convert.peft.PeftNames.Part;
import graft.format.convert.peft.matrix.LowRankPairs;
import graft.format.convert.peft.matrix.LowRankPairs.Pair;
import graft.format.convert.peft.matrix.Matrices;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.LoraConfig.AttentionMatrix;
import graft.spec.adapter.LoraConfig.CompositionMode;
import graft.spec.adapter.attribute.Alpha;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A PEFT adapter as an AdapterHub one that computes and learns the same; where AdapterHub has no
 * words for it, as what it is.
 */
public final class PeftImport {
  private final TargetModel model;
  private final String name;
  private final PeftSettings settings;
  private final Architecture names;
  private final PeftModules modules;

  private PeftImport(TargetModel model, String name, PeftSettings settings, PeftModules modules) {
    this.model = model;
    this.name = name;
    this.settings = settings;
    this.names = model.architecture();
    this.modules = modules;
  }

  /**
   * Moves an adapter, and the head among the modules saved with it. Modules of several ranks and
   * scales, uneven layers, and one low-rank pair for a fused projection stay as they are, see
   * {@link NativePeft}.
   *
   * @param name the adapter's and the head's new name
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} with each reason, if nothing here
   *     is the same; {@link ErrorCode#INVALID_ADAPTER} if tensors are missing or misshapen
   */
  public static SavedAdapter of(PeftAdapter file, TargetModel model, String name) {
    Architecture spelled = model.architecture();
    PeftAdapter published = SpanSpelling.ofCheckpoints(PeftSpelling.published(file), spelled);
    PeftAdapter adapter = LaterSpelling.one(published, spelled);
    PeftSettings settings = new PeftSettings(adapter.config());
    TargetModel trained = settings.modelClass(model).map(model::ofClass).orElse(model);
    if (settings.hasPrefixes()) {
      return new PeftPrefixImport(trained, name, settings).move(adapter);
    }
    if (PeftPromptFile.holds(settings)) {
      return PeftPromptFile.read(adapter, settings, trained, name);
    }
    Optional<PeftForm> form = PeftForm.of(settings);
    if (form.isPresent()) {
      return new PeftFormFile(form.get()).read(adapter, settings, trained, name);
    }
    PeftModules modules = PeftModules.of(adapter, trained, settings);
    SavedPart moved = new PeftImport(trained, name, settings, modules).adapter();
    return new SavedAdapter(
        moved,
        PeftHead.read(modules.others(), settings, trained, name),
        settings.notices(modules.spelled().values()));
  }

  private SavedPart adapter() {
    if (modules.areAdapterHubs()) {
      return settings.scales() ? ia3() : lora();
    }
    NativePeft same = new NativePeft(settings, names, modules.tensors(), modules.spelled());
    return model.part(name, same.config(), same.tensors(name));
  }

  private SavedPart lora() {
    LowRankPairs pairs =
        LowRankPairs.aligned(
            modules.paths().stream().collect(Collectors.toMap(path -> path, modules::pair)));
    double alpha = pairs.scale() * pairs.rank();
    Map<String, Tensor> tensors = new TreeMap<>();
    modules
        .layers()
        .forEach((spot, present) -> {
          Pair like = pairs.byPath().get(names.whole(spot.path(present.first())));
          for (int layer : modules.occupied(spot.stack())) {
            String path = names.whole(spot.path(layer));
            Pair pair =
                present.contains(layer)
                    ? Objects.requireNonNull(pairs.byPath().get(path))
                    : Objects.requireNonNull(like).none();
            put(new Named(path, Part.A), pair.a(), tensors);
            put(new Named(path, Part.B), pair.b(), tensors);
          }
        });
    return part(
        config(
            pairs.rank(),
            new Alpha(Math.abs(alpha - Math.rint(alpha)) < 1e-9 ? Math.rint(alpha) : alpha),
            settings.dropout(),
            CompositionMode.ADD,
            LoraConfig.Init.LORA),
        tensors);
  }

  private SavedPart ia3() {
    Map<String, Tensor> tensors = new TreeMap<>();
    modules
        .layers()
        .forEach((spot, present) -> {
          Tensor like = modules.module(names.whole(spot.path(present.first())), Part.SCALE);
          for (int layer : modules.occupied(spot.stack())) {
            String path = names.whole(spot.path(layer));
            Tensor vector =
                present.contains(layer) ? modules.module(path, Part.SCALE) : Matrices.ones(like);
            put(new Named(path, Part.SCALE), vector, tensors);
          }
        });
    return part(config(1, new Alpha(1), 0, CompositionMode.SCALE, LoraConfig.Init.IA3), tensors);
  }

  private void put(Named named, Tensor tensor, Map<String, Tensor> tensors) {
    String moved = named.adapterHub(name);
    tensors.put(moved, tensor.named(moved));
  }

  private LoraConfig config(
      int rank, Alpha alpha, double dropout, CompositionMode mode, LoraConfig.Init init) {
    Set<Integer> occupied = modules.occupied();
    Set<Role> roles = modules.roles();
    return new LoraConfig(
        roles.stream().anyMatch(Role::isAttention),
        roles.contains(Role.INTERMEDIATE),
        roles.contains(Role.OUTPUT),
        IntStream.range(0, model.layers())
            .filter(layer -> !occupied.contains(layer))
            .boxed()
            .collect(Collectors.toSet()),
        rank,
        alpha,
        dropout,
        matrices(roles),
        mode,
        init,
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static List<AttentionMatrix> matrices(Set<Role> roles) {
    return Arrays.stream(AttentionMatrix.values())
        .filter(matrix -> roles.contains(role(matrix)))
        .toList();
  }

  /** What the matrices are for, in a set to be changed. */
  static Set<Role> roles(Collection<AttentionMatrix> matrices) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    matrices.forEach(matrix -> roles.add(role(matrix)));
    return roles;
  }

  private static Role role(AttentionMatrix matrix) {
    return switch (matrix) {
      case Q -> Role.QUERY;
      case K -> Role.KEY;
      case V -> Role.VALUE;
    };
  }

  private SavedPart part(LoraConfig config, Map<String, Tensor> tensors) {
    return model.part(name, PublishedConfig.of(config), tensors);
  }
}
