package graft.format.adapter;

import graft.spec.job.SetupSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What the adapters of a setup are called in files that belong together: as in their own files,
 * made to differ where two are alike.
 *
 * @param byLeaf names by the leaves of the setup
 */
public record SetupNames(Map<String, String> byLeaf) {
  public SetupNames {
    byLeaf = Map.copyOf(byLeaf);
  }

  /**
   * @param directories of the adapters by the leaves
   */
  public static SetupNames of(SetupSpec setup, Function<String, Path> directories) {
    List<String> leaves = setup.leaves().distinct().toList();
    List<String> names =
        ModuleNames.distinct(
            leaves.stream()
                .map(leaf -> AdapterHub.envelope(directories.apply(leaf)).name())
                .map(ModuleNames::legal)
                .toList());
    Map<String, String> byLeaf = new LinkedHashMap<>();
    for (int i = 0; i < leaves.size(); i++) {
      byLeaf.put(leaves.get(i), names.get(i));
    }
    return new SetupNames(byLeaf);
  }

  public String of(String leaf) {
    return Objects.requireNonNull(byLeaf.get(leaf), leaf);
  }

  /** The adapters that a fuse block mixes: of a stack in it the last one. */
  public List<String> fused(SetupSpec.Fuse block) {
    return block.children().stream().map(SetupSpec::lastLeaf).map(this::of).toList();
  }

  /** The adapters that the first fuse block of a setup mixes; none where there is no such block. */
  public List<String> fused(SetupSpec setup) {
    return setup
        .nodes()
        .filter(SetupSpec.Fuse.class::isInstance)
        .map(SetupSpec.Fuse.class::cast)
        .findFirst()
        .map(this::fused)
        .orElse(List.of());
  }
}
