package graft.catalog.adapter;

import graft.format.Digest;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.AdapterSetup;
import graft.format.adapter.FileSet;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.SetupNames;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.format.convert.head.HeadPooling;
import graft.format.convert.head.NativeForm;
import graft.format.convert.head.TrainedInverse;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.Owner;
import graft.spec.job.SetupSpec;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * An adapter with all that was on in its training.
 *
 * @param setup its leaves are ids
 * @param leaves the adapters that it names, by id, from left to right
 */
record SetupWeights(AdapterEntry own, SetupSpec setup, Map<String, AdapterEntry> leaves) {
  /**
   * @throws GraftException {@link ErrorCode#FORMAT_NOT_SUPPORTED} if one of the adapters is gone
   */
  static SetupWeights of(Owner owner, AdapterEntry own, Adapters adapters) {
    SetupSpec setup = own.trainedIn();
    Map<String, AdapterEntry> leaves = new LinkedHashMap<>();
    setup.leaves().distinct().forEach(leaf -> leaves.put(leaf, entry(owner, leaf, adapters)));
    return new SetupWeights(own, setup, leaves);
  }

  private static AdapterEntry entry(Owner owner, String leaf, Adapters adapters) {
    try {
      return adapters.get(owner, new AdapterId(leaf));
    } catch (GraftException missing) {
      throw new GraftException(
          ErrorCode.FORMAT_NOT_SUPPORTED,
          "the setup names adapter " + leaf + ", which is not here any more",
          missing);
    }
  }

  /** Tells weights of other adapters apart, which the name of one adapter's file does not. */
  String digest() {
    return Digest.sha256(
        leaves.values().stream().map(AdapterEntry::sha256).collect(Collectors.joining(",")));
  }

  /** The files; tensors live in {@code arena}. */
  FileSet bundle(Arena arena, String readme) {
    SetupNames names =
        SetupNames.of(setup, leaf -> Objects.requireNonNull(leaves.get(leaf)).directory());
    List<SavedAdapter> parts = new ArrayList<>();
    leaves.forEach((leaf, entry) -> parts.add(read(entry, arena).named(names.of(leaf))));
    String name;
    SavedAdapter answering;
    if (own.config().isFusion()) {
      name = String.join(",", names.fused(setup));
      answering = read(own, arena).mixing(names.fused(setup)).named(name);
      parts.add(answering);
    } else {
      name = names.of(own.id().value());
      answering = read(own, arena);
    }
    List<String> heads =
        answering
            .head()
            .filter(head -> !NativeForm.isOf(head.envelope()))
            .map(_ -> List.of(name))
            .orElse(List.of());
    return AdapterHub.bundle(new AdapterSetup(setup.renamed(names::of), heads), parts, readme);
  }

  private static SavedAdapter read(AdapterEntry entry, Arena arena) {
    SavedAdapter saved = AdapterHub.read(entry.directory(), arena);
    PublishedConfig.requirePublished(entry.config(), saved.adapter());
    String modelType = saved.adapter().envelope().modelType();
    entry.task().ifPresent(task -> HeadPooling.requirePublished(task, modelType));
    return TrainedInverse.said(saved, entry.task(), entry.config());
  }
}
