package graft.recipe.transfer;

import graft.format.adapter.AdapterSetup;
import graft.format.adapter.SetupDirectory;
import graft.model.BaseModel;
import graft.recipe.AdapterSource;
import graft.recipe.ImportSpec;
import graft.recipe.Imported;
import graft.recipe.saved.PartFaults;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.SetupSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a whole setup that the reference library saved: its adapters, then its fusion. All faults
 * of all parts are told at once, each with the directory that it is in.
 */
public final class SetupImport {
  private final ImportSpec spec;
  private final Supplier<AdapterId> others;
  private final Path output;
  private final PartFaults faults = new PartFaults();

  /**
   * @param others gives the ids of the adapters beside the one that is asked for
   * @param output an empty directory
   */
  public SetupImport(ImportSpec spec, Supplier<AdapterId> others, Path output) {
    this.spec = spec;
    this.others = others;
    this.output = output;
  }

  /**
   * @return the fusion or, without one, the last adapter of the tree as the last one
   * @throws GraftException {@code INVALID_ADAPTER} or {@code FORMAT_NOT_SUPPORTED} with every fault
   */
  public List<Imported> on(BaseModel model) {
    requireUntold();
    SetupDirectory parts = SetupDirectory.read(spec.files());
    AdapterSetup setup = parts.setup();
    boolean hasFusion = parts.fusion().isPresent();
    Map<String, AdapterId> ids = ids(setup.tree(), hasFusion);
    List<Imported> all = new ArrayList<>();
    ids.forEach((name, id) -> {
      boolean isLast = !hasFusion && id.equals(spec.id());
      Optional<SetupSpec> place =
          isLast ? Optional.of(setup.tree().renamed(leaf -> renamed(leaf, ids))) : Optional.empty();
      ImportSpec part = part(name, id, place, Map.of());
      Path head = isLast ? parts.headOr(name) : part.files();
      faults.collect(name, () -> all.add(new AdapterImport(part, head, open(id)).on(model)));
    });
    parts
        .fusion()
        .ifPresent(directory ->
            faults.collect(directory, () -> fusion(directory, parts, ids, all, model)));
    faults.throwIfAny();
    return inOrder(all);
  }

  private void requireUntold() {
    if (spec.setup().isPresent()) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(
              "/setup",
              "unsupported_setup",
              "the archive says itself which adapters are on, in " + AdapterSetup.FILE));
    }
  }

  /** Of each adapter by its name; the one that is asked for is the fusion or the last leaf. */
  private Map<String, AdapterId> ids(SetupSpec tree, boolean hasFusion) {
    Map<String, AdapterId> ids = new LinkedHashMap<>();
    tree.leaves()
        .distinct()
        .forEach(name ->
            ids.put(name, !hasFusion && name.equals(tree.lastLeaf()) ? spec.id() : others.get()));
    return ids;
  }

  private String renamed(String leaf, Map<String, AdapterId> ids) {
    AdapterId id = ids.get(leaf);
    return spec.id().equals(id) ? SetupSpec.NEW : String.valueOf(id);
  }

  private ImportSpec part(
      String directory,
      AdapterId id,
      Optional<SetupSpec> setup,
      Map<String, AdapterSource> companions) {
    return new ImportSpec(
        spec.files().resolve(directory),
        id,
        spec.model(),
        Optional.of(directory),
        id.equals(spec.id()) ? spec.labels() : List.of(),
        setup,
        companions);
  }

  /** What it mixes must be whole before it can be fitted; it can be read all the same. */
  private void fusion(
      String directory,
      SetupDirectory parts,
      Map<String, AdapterId> ids,
      List<Imported> mixed,
      BaseModel model) {
    Map<String, AdapterSource> companions = new HashMap<>();
    mixed.forEach(adapter ->
        companions.put(
            adapter.id().value(),
            new AdapterSource(adapter.id(), adapter.directory(), spec.model(), false)));
    SetupSpec setup = parts.setup().tree().renamed(leaf -> renamed(leaf, ids));
    ImportSpec part = part(directory, spec.id(), Optional.of(setup), companions);
    AdapterImport fusion = new AdapterImport(part, parts.headOr(directory), open(spec.id()));
    if (mixed.size() == ids.size()) {
      mixed.add(fusion.on(model));
    } else {
      fusion.check(model);
    }
  }

  private List<Imported> inOrder(List<Imported> all) {
    List<Imported> ordered = new ArrayList<>(all);
    ordered.sort((one, other) -> Boolean.compare(isAsked(one), isAsked(other)));
    return ordered;
  }

  private boolean isAsked(Imported adapter) {
    return adapter.id().equals(spec.id());
  }

  private Path open(AdapterId id) {
    try {
      return Files.createDirectory(output.resolve(id.value()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
