package graft.recipe.saved;

import graft.format.adapter.AdapterConfigFile;
import graft.format.adapter.AdapterHub;
import graft.format.convert.head.NativeForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the files of an adapter say beside what it is.
 *
 * @param name of adapter and head in the names of their tensors
 * @param modelName the base model's
 * @param headClass the native task class whose form the head has; empty for a flexible head
 * @param fused names of the adapters that a fusion mixes; none for any other adapter
 */
public record PublishedIdentity(
    String name, String modelName, Optional<String> headClass, List<String> fused) {
  public PublishedIdentity {
    fused = List.copyOf(fused);
  }

  /** Of an adapter that is no fusion, with a flexible head or none. */
  public PublishedIdentity(String name, String modelName) {
    this(name, modelName, Optional.empty(), List.of());
  }

  /** Reads it from an adapter's directory. */
  public static PublishedIdentity of(Path directory) {
    AdapterConfigFile said = AdapterHub.envelope(directory);
    return new PublishedIdentity(
        said.name().orElseThrow(),
        said.modelName(),
        headClass(AdapterHub.headEnvelope(directory)),
        said.adapterNames());
  }

  /** The native task class whose form a head has. */
  public static Optional<String> headClass(Optional<AdapterConfigFile> head) {
    return head.filter(NativeForm::isOf).map(AdapterConfigFile::modelClass);
  }

  /** The same with a flexible head. */
  public PublishedIdentity withFlexibleHead() {
    return new PublishedIdentity(name, modelName, Optional.empty(), fused);
  }
}
