package graft.format.convert.head;

import graft.architecture.Architecture;
import graft.format.FormatRefusal;
import graft.format.convert.Known;
import graft.spec.job.HeadSpec;
import graft.spec.job.HeadSpec.Pooling;
import graft.spec.job.TaskSpec;
import java.util.Locale;
import java.util.Optional;

/**
 * Which vector a head reads. Published heads of encoders read the first position, or what the base
 * model's pooler makes of it, those of decoders the last one; one that reads something else would
 * compute something else there.
 */
public final class HeadPooling {
  private HeadPooling() {}

  /**
   * Refuses a head that reads another vector than published heads do.
   *
   * @param modelType of the base model
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED}
   */
  public static void requirePublished(TaskSpec task, String modelType) {
    other(task, modelType)
        .ifPresent(pooling -> {
          throw FormatRefusal.of(
              "the head's pooling is %s, which published heads have no word for"
                  .formatted(pooling.name().toLowerCase(Locale.ROOT)));
        });
  }

  /** What a head reads that no published head does. */
  public static Optional<Pooling> other(TaskSpec task, String modelType) {
    Architecture known = Known.architecture(modelType);
    Pooling usual = known.pooling();
    return task.head()
        .flatMap(HeadSpec::pooling)
        // Where configurations say it, no head here looks at anything else.
        .filter(_ -> !known.readsPooling())
        .filter(pooling -> pooling != usual)
        .filter(pooling -> usual != Pooling.FIRST || pooling != Pooling.POOLER);
  }
}
