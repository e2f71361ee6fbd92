package graft.recipe.adapted;

import graft.model.BaseModel;
import graft.recipe.AdapterSource;
import graft.site.Setup;
import graft.spec.AdapterId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.BottleneckConfig;
import graft.spec.adapter.FusionConfig;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.PeftIa3Config;
import graft.spec.adapter.PeftLoraConfig;
import graft.spec.adapter.PrefixTuningConfig;
import graft.spec.adapter.UnionConfig;
import graft.spec.job.SetupSpec;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A saved adapter with its head in a setup, ready to answer. Owns its tensors; passes over it are
 * run by one thread at a time, the device's.
 *
 * @param setup what is switched on, folded into weights where the adapter is merged
 * @param looksAtPadding whether an answer depends on how far its row is padded
 */
public record OpenAdapter(
    AdapterManifest manifest, AdaptedModel adapted, Setup setup, boolean looksAtPadding)
    implements AutoCloseable {
  /**
   * Which one. The files of a directory never change: an adapter that is written again gets another
   * directory.
   *
   * @param companions what the setup names beside it, by id
   */
  public record Key(AdapterSource source, SetupSpec setup, Map<String, AdapterSource> companions) {
    /**
     * @param adapters all that the setup names, and perhaps more
     */
    public static Key of(
        AdapterSource source, SetupSpec setup, Map<String, AdapterSource> adapters) {
      Map<String, AdapterSource> named =
          setup
              .leaves()
              .distinct()
              .filter(adapters::containsKey)
              .collect(Collectors.toMap(Function.identity(), adapters::get));
      return new Key(source, setup, named);
    }

    boolean holds(AdapterId adapter) {
      return all().anyMatch(one -> one.id().equals(adapter));
    }

    /** About how much it weighs: its files, and folded weights as many as the model's. */
    long bytes(BaseModel model) {
      long files = all().distinct().mapToLong(one -> AdapterFiles.bytes(one.directory())).sum();
      return files + (source.isMerged() ? model.parameters() * Float.BYTES : 0);
    }

    private Stream<AdapterSource> all() {
      return Stream.concat(Stream.of(source), companions.values().stream());
    }
  }

  public static OpenAdapter open(BaseModel model, Key key) {
    boolean isOff = key.setup().equals(SetupSpec.NONE);
    AdaptedModel adapted =
        isOff
            ? AdaptedModel.open(model, key.source()).switchedOff()
            : AdaptedModel.open(model, key.source(), key.setup(), key.companions());
    try {
      return new OpenAdapter(
          AdapterFiles.manifest(key.source().directory()),
          adapted,
          adapted.setup(key.source()),
          key.all()
              .map(one -> AdapterFiles.manifest(one.directory()).adapter())
              .anyMatch(OpenAdapter::isGated));
    } catch (RuntimeException e) {
      adapted.close();
      throw e;
    }
  }

  /** A gate is the mean over all positions of a row. */
  private static boolean isGated(AdapterConfig config) {
    return switch (config) {
      case LoraConfig lora -> lora.useGating();
      case BottleneckConfig bottleneck -> bottleneck.useGating();
      case PrefixTuningConfig prefix -> prefix.useGating();
      case UnionConfig union -> union.configs().stream().anyMatch(OpenAdapter::isGated);
      case PeftLoraConfig _, PeftIa3Config _, FusionConfig _ -> false;
    };
  }

  @Override
  public void close() {
    adapted.close();
  }
}
