package graft.api.job;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a job's series are written. */
enum MetricsForm {
  JSON,
  CSV,
  /** An event file. */
  TENSORBOARD;

  /**
   * @param name as a client writes it: {@code tensorboard}
   * @throws GraftException {@code FORMAT_NOT_SUPPORTED}, with the forms that there are
   */
  static MetricsForm of(@Nullable String name, boolean acceptsCsv) {
    if (name == null) {
      return acceptsCsv ? CSV : JSON;
    }
    return Arrays.stream(values())
        .filter(form -> form.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> unsupported(name));
  }

  private static GraftException unsupported(String name) {
    List<String> known = Arrays.stream(values()).map(MetricsForm::wireName).toList();
    return new GraftException(
        ErrorCode.FORMAT_NOT_SUPPORTED, "metrics come as one of " + known + ", not as " + name);
  }

  private String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
