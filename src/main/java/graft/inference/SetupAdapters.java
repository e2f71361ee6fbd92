package graft.inference;

import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.recipe.AdapterSource;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.job.SetupLeaf;
import graft.spec.job.SetupSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the adapters of a setup, and says what must hold for them. */
public final class SetupAdapters {
  public static final String POINTER = "/setup";

  private final Adapters adapters;
  private final ArtifactLocator sources;

  public SetupAdapters(Adapters adapters, ArtifactLocator sources) {
    this.adapters = adapters;
    this.sources = sources;
  }

  /**
   * What is on.
   *
   * @param adapters every leaf of the setup, by id
   */
  public record Found(SetupSpec setup, Map<String, AdapterSource> adapters) {}

  /**
   * The setup that a request asks for, or the one that the adapter was trained in.
   *
   * @throws GraftException {@code INVALID_SPEC} with each leaf that cannot be on
   */
  public Found find(Owner owner, AdapterEntry own, Optional<SetupSpec> asked) {
    SetupSpec setup = asked.orElseGet(own::trainedIn);
    if (setup.equals(SetupSpec.NONE)) {
      return new Found(setup, Map.of());
    }
    Faults faults = new Faults();
    requireOwn(own, setup, faults);
    Map<String, AdapterSource> found = new HashMap<>();
    SetupLeaf.of(setup, POINTER)
        .forEach(leaf ->
            (leaf.adapter().equals(own.id().value())
                    ? Optional.of(checked(leaf, own, own.model(), faults))
                    : find(owner, leaf, "an adapter's id", own.model(), faults))
                .ifPresent(
                    entry -> found.computeIfAbsent(leaf.adapter(), _ -> sources.adapter(entry))));
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return new Found(setup, found);
  }

  /**
   * The adapters beside the one that a setup is told for.
   *
   * @throws GraftException {@code INVALID_SPEC} with each leaf that cannot be on
   */
  public Map<String, AdapterSource> beside(Owner owner, SetupSpec setup, String model) {
    Faults faults = new Faults();
    Map<String, AdapterSource> found = new HashMap<>();
    SetupLeaf.of(setup, POINTER).stream()
        .filter(leaf -> !leaf.isNew())
        .forEach(leaf ->
            find(owner, leaf, SetupSpec.NEW + " or an adapter's id", model, faults)
                .ifPresent(entry -> found.put(leaf.adapter(), sources.adapter(entry))));
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return found;
  }

  /** A fusion is on by its block; any other adapter by its name. */
  private static void requireOwn(AdapterEntry own, SetupSpec setup, Faults faults) {
    boolean isFusion = own.config().isFusion();
    boolean hasBlock = setup.nodes().anyMatch(SetupSpec.Fuse.class::isInstance);
    boolean isNamed = setup.leaves().anyMatch(own.id().value()::equals);
    if (isFusion != hasBlock) {
      faults.add(
          POINTER,
          "unsupported_setup",
          isFusion
              ? "a fusion needs a setup with its fuse block"
              : "only a trained fusion can answer a setup with a fuse block");
    }
    if (!isFusion && !isNamed) {
      faults.add(
          POINTER,
          "unsupported_setup",
          "a setup must name " + own.id() + ", whose prediction it is");
    }
  }

  private Optional<AdapterEntry> find(
      Owner owner, SetupLeaf leaf, String expected, String model, Faults faults) {
    return id(leaf, expected, faults)
        .flatMap(id -> entry(owner, leaf.pointer(), id, faults))
        .map(entry -> checked(leaf, entry, model, faults));
  }

  private static AdapterEntry checked(
      SetupLeaf leaf, AdapterEntry entry, String model, Faults faults) {
    requireModel(leaf.pointer(), entry, model, faults);
    requireNoFusion(leaf, entry, faults);
    return entry;
  }

  private Optional<AdapterEntry> entry(Owner owner, String pointer, AdapterId id, Faults faults) {
    try {
      return Optional.of(adapters.get(owner, id));
    } catch (GraftException missing) {
      faults.add(pointer, missing.code().wireName(), String.valueOf(missing.getMessage()));
      return Optional.empty();
    }
  }

  /** The id that a leaf is. */
  public static Optional<AdapterId> id(SetupLeaf leaf, String expected, Faults faults) {
    if (AdapterId.isId(leaf.adapter())) {
      return Optional.of(new AdapterId(leaf.adapter()));
    }
    faults.add(
        leaf.pointer(),
        ErrorCode.ADAPTER_NOT_FOUND.wireName(),
        "expected " + expected + ", found " + leaf.adapter());
    return Optional.empty();
  }

  public static void requireModel(
      String pointer, AdapterEntry adapter, String model, Faults faults) {
    if (!adapter.model().equals(model)) {
      faults.add(
          pointer,
          "wrong_model",
          "adapter %s belongs to the base model %s, not %s"
              .formatted(adapter.id(), adapter.model(), model));
    }
  }

  /** A fusion is no adapter among others: it mixes those of a block. */
  public static void requireNoFusion(SetupLeaf leaf, AdapterEntry adapter, Faults faults) {
    if (adapter.config().isFusion()) {
      faults.add(
          leaf.pointer(),
          "unsupported_setup",
          "%s is a fusion: it is on by a fuse block in a setup of its own".formatted(adapter.id()));
    }
  }
}
