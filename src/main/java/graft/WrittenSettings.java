package graft;

import graft.catalog.hub.HubSettings;
import graft.catalog.storage.S3Settings;
import graft.dispatch.retention.RetentionSettings;
import graft.export.ExportSettings;
import graft.inference.TextLimits;
import graft.job.JobLimits;
import graft.spec.DeviceId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The settings as they are written. All of them are text: a conversion would stop at the first bad
 * value, while constraints report every one, each with its property and where it was set.
 */
@Validated
@ConfigurationProperties("graft")
record WrittenSettings(
    @NotBlank(message = "must name a directory") String data,
    @NotBlank(message = "must name a directory") String models,
    @Pattern(
            regexp = "auto|cpu|cuda|cuda:\\d+(,cuda:\\d+)*",
            message = "must be auto, cpu, cuda, or CUDA devices such as cuda:0,cuda:1")
        String devices,
    @Pattern(regexp = "(api|worker)(,(api|worker))*", message = "must be api, worker or both")
        String roles,
    @Pattern(regexp = "file|s3", message = "must be file or s3") String storage,
    @Valid S3 s3,
    @Valid Worker worker,
    @Valid Files files,
    @Valid Model model,
    @Valid Hub hub,
    @Valid Export export,
    @Valid Generation generation,
    @Valid Queue queue,
    @Valid Events events,
    @Valid Retention retention,
    @Valid Log log) {
  private static final String BYTES = "[1-9]\\d{0,14}";
  private static final String DAYS = "\\d{1,4}";
  private static final String DAYS_RULE = "must be a number of days, 0 for ever";
  private static final String BYTES_RULE = "must be a number of bytes, at least 1";

  /**
   * @param bucket nothing where it is blank, as the other ones
   */
  record S3(
      @Pattern(regexp = "|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", message = "must be a bucket's name")
          String bucket,
      @Pattern(
              regexp = "|https?://[\\w.-]+(:\\d{1,5})?/?",
              message = "must be an address such as http://minio:9000")
          String endpoint,
      @Pattern(regexp = "[\\w-]+", message = "must be a region such as us-east-1") String region,
      @Pattern(
              regexp = "|([\\w.-]+/)+",
              message = "must be the beginning of names, which ends with a slash, such as graft/")
          String prefix,
      @Pattern(regexp = "0|" + BYTES, message = "must be a number of bytes, 0 for as many as come")
          String cacheBytes,
      String accessKey,
      String secretKey) {
    S3Settings settings() {
      return new S3Settings(
          bucket,
          Export.given(endpoint).map(URI::create),
          region,
          prefix,
          Long.parseLong(cacheBytes),
          Export.given(accessKey).map(key -> new S3Settings.Keys(key, secretKey)));
    }

    /** Hides the secret, which must not come into a log. */
    @Override
    public String toString() {
      return settings().toString();
    }
  }

  /** Only together they say where. */
  @AssertTrue(message = "needs GRAFT_S3_BUCKET to be named")
  boolean isStorageNamed() {
    return !"s3".equals(storage) || !s3.bucket().isBlank();
  }

  record Worker(
      @Pattern(regexp = "[1-9]\\d{0,2}", message = "must be a whole number from 1 to 999")
          String slots,
      @Pattern(
              regexp = "[4-9]|[1-9]\\d{1,2}",
              message = "must be a number of seconds from 4 to 999")
          String lease,
      @Pattern(regexp = "[1-9]\\d{0,4}", message = "must be a number of seconds from 1 to 99999")
          String drain) {}

  record Generation(
      @Pattern(regexp = "[1-9]\\d{0,4}", message = "must be a whole number from 1 to 99999")
          String maxRequests,
      @Pattern(regexp = "[1-9]\\d{0,11}", message = "must be a number of tokens, at least 1")
          String maxTokens) {
    TextLimits limits() {
      return new TextLimits(Integer.parseInt(maxRequests), Long.parseLong(maxTokens));
    }
  }

  record Queue(
      @Pattern(regexp = "[1-9]\\d{0,6}", message = "must be a whole number from 1 to 9999999")
          String maxJobs) {}

  record Events(
      @Pattern(regexp = "[1-9]\\d{0,5}", message = "must be a whole number from 1 to 999999")
          String maxStreams) {}

  record Retention(
      @Pattern(regexp = DAYS, message = DAYS_RULE) String checkpoints,
      @Pattern(regexp = DAYS, message = DAYS_RULE) String history) {
    RetentionSettings settings() {
      return new RetentionSettings(
          Period.ofDays(Integer.parseInt(checkpoints)), Period.ofDays(Integer.parseInt(history)));
    }
  }

  record Files(@Pattern(regexp = BYTES, message = BYTES_RULE) String maxBytes) {}

  record Model(@Pattern(regexp = BYTES, message = BYTES_RULE) String maxBytes) {}

  record Hub(
      @Pattern(
              regexp = "https?://[\\w.-]+(:\\d{1,5})?(/[\\w.-]+)*",
              message = "must be an address such as https://huggingface.co")
          String endpoint,
      String token) {
    HubSettings settings() {
      return new HubSettings(URI.create(endpoint), Optional.of(token).filter(t -> !t.isBlank()));
    }

    /** Hides the token, which must not come into a log. */
    @Override
    public String toString() {
      return settings().toString();
    }
  }

  record Log(
      @Pattern(regexp = "text|ecs|logstash", message = "must be text, ecs or logstash")
          String format) {}

  record Export(@Valid Tensorboard tensorboard, @Valid Mlflow mlflow) {
    /**
     * @param dir nothing where it is blank
     */
    record Tensorboard(String dir) {}

    /**
     * @param uri nothing where it is blank
     */
    record Mlflow(
        @Pattern(
                regexp = "|https?://[\\w.-]+(:\\d{1,5})?(/[\\w.-]+)*/?",
                message = "must be an address such as http://mlflow:5000")
            String uri,
        @NotBlank(message = "must name an experiment") String experiment,
        String credential) {
      /** Hides the credential, which must not come into a log. */
      @Override
      public String toString() {
        return "Mlflow[uri=" + uri + ", experiment=" + experiment + "]";
      }
    }

    ExportSettings settings() {
      return new ExportSettings(
          given(tensorboard.dir()).map(dir -> Path.of(dir).toAbsolutePath().normalize()),
          given(mlflow.uri())
              .map(uri ->
                  new ExportSettings.Mlflow(
                      URI.create(uri), mlflow.experiment(), given(mlflow.credential()))));
    }

    private static Optional<String> given(String text) {
      return Optional.of(text.strip()).filter(some -> !some.isEmpty());
    }
  }

  Settings settings() {
    return new Settings(
        Path.of(data).toAbsolutePath().normalize(),
        Path.of(models).toAbsolutePath().normalize(),
        devices.equals("auto") ? List.of() : each(devices).map(DeviceId::new).toList(),
        Integer.parseInt(worker.slots()),
        Duration.ofSeconds(Long.parseLong(worker.lease())),
        Duration.ofSeconds(Long.parseLong(worker.drain())),
        each(roles).map(WrittenSettings::role).collect(Collectors.toSet()),
        Optional.of(s3).filter(_ -> storage.equals("s3")).map(S3::settings),
        Long.parseLong(files.maxBytes()),
        Long.parseLong(model.maxBytes()),
        hub.settings(),
        export.settings(),
        generation.limits(),
        new JobLimits(Integer.parseInt(queue.maxJobs()), Integer.parseInt(events.maxStreams())),
        retention.settings());
  }

  private static Stream<String> each(String list) {
    return Stream.of(list.split(","));
  }

  private static NodeRole role(String name) {
    return NodeRole.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
