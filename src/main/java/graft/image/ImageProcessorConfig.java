package graft.image;

import graft.spec.ErrorCode;
import graft.spec.Excerpt;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code preprocessor_config.json} says, with the defaults of the reference's {@code
 * ViTImageProcessor}.
 *
 * @param rescale what each number is multiplied by
 */
public record ImageProcessorConfig(
    Optional<Resize> resize,
    Optional<Size.Exact> crop,
    OptionalDouble rescale,
    Optional<Normal> normal) {
  public static final String FILE = "preprocessor_config.json";

  private static final Set<String> TYPES =
      Set.of(
          "ViTImageProcessor",
          "ViTImageProcessorFast",
          "ViTImageProcessorPil",
          "ViTFeatureExtractor");

  private static final Set<String> READ =
      Set.of(
          "do_resize",
          "size",
          "resample",
          "do_center_crop",
          "crop_size",
          "do_rescale",
          "rescale_factor",
          "do_normalize",
          "image_mean",
          "image_std",
          "do_convert_rgb",
          "image_processor_type",
          "feature_extractor_type");

  /** How the reference calls or stores it. */
  private static final Set<String> IDLE =
      Set.of(
          "processor_class",
          "data_format",
          "input_data_format",
          "return_tensors",
          "device",
          "disable_grouping",
          "default_to_square",
          "transformers_version");

  /** To which size, and how. */
  public record Resize(Size size, Resampling filter) {}

  /** {@code (x - mean) / std}, a number for each channel, or one for all. */
  public record Normal(List<Float> mean, List<Float> std) {
    public Normal {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
    }

    float of(float x, int channel) {
      return (x - at(mean, channel)) / at(std, channel);
    }

    private static float at(List<Float> each, int channel) {
      return each.get(each.size() == 1 ? 0 : channel);
    }

    boolean fits(int channels) {
      return (mean.size() == 1 || mean.size() == channels)
          && (std.size() == 1 || std.size() == channels);
    }
  }

  /**
   * Reads the file's content.
   *
   * @param shape of what the model takes
   * @throws GraftException {@link ErrorCode#INVALID_MODEL} with every fault
   */
  public static ImageProcessorConfig read(Map<String, @Nullable Object> json, PixelShape shape) {
    List<Fault> faults = new ArrayList<>();
    Settings settings = new Settings(json, faults);
    refuseUnknown(json, faults);
    Optional<Resize> resize =
        settings.flag("do_resize", true)
            ? Optional.of(new Resize(settings.size("size", 224), settings.filter()))
            : Optional.empty();
    Optional<Size.Exact> crop =
        settings.flag("do_center_crop", false)
            ? Optional.of(settings.exact("crop_size"))
            : Optional.empty();
    OptionalDouble rescale =
        settings.flag("do_rescale", true)
            ? OptionalDouble.of(settings.number("rescale_factor", 1 / 255.0))
            : OptionalDouble.empty();
    Optional<Normal> normal =
        settings.flag("do_normalize", true)
            ? Optional.of(new Normal(settings.each("image_mean"), settings.each("image_std")))
            : Optional.empty();
    ImageProcessorConfig config = new ImageProcessorConfig(resize, crop, rescale, normal);
    if (faults.isEmpty()) {
      config.requireShape(shape, faults);
    }
    if (!faults.isEmpty()) {
      throw new GraftException(ErrorCode.INVALID_MODEL, faults);
    }
    return config;
  }

  private static void refuseUnknown(Map<String, @Nullable Object> json, List<Fault> faults) {
    for (String key : List.of("image_processor_type", "feature_extractor_type")) {
      Object type = json.get(key);
      if (type != null && !TYPES.contains(type)) {
        Settings.fault(
            faults, "%s is %s; known are %s", key, type, TYPES.stream().sorted().toList());
      }
    }
    json.forEach((key, value) -> {
      boolean isOff = value == null || value.equals(false);
      if (!isOff && !READ.contains(key) && !IDLE.contains(key) && !key.startsWith("_")) {
        Settings.fault(
            faults, "%s is %s, which is nothing that is done to pictures here", key, value);
      }
    });
  }

  /** Whether what comes out is what the model takes, as far as that does not hang on pictures. */
  private void requireShape(PixelShape shape, List<Fault> faults) {
    Optional<Size.Exact> made =
        crop.or(() ->
            resize.flatMap(
                r -> r.size() instanceof Size.Exact exact ? Optional.of(exact) : Optional.empty()));
    made.filter(size -> size.height() != shape.height() || size.width() != shape.width())
        .ifPresent(size ->
            Settings.fault(
                faults,
                "makes pictures of %s x %s pixels, but the model takes %s",
                size.height(),
                size.width(),
                shape.height() + " x " + shape.width()));
    normal
        .filter(each -> !each.fits(shape.channels()))
        .ifPresent(each ->
            Settings.fault(
                faults,
                "image_mean and image_std have %s and %s numbers, but the model takes %s channels",
                each.mean().size(),
                each.std().size(),
                shape.channels()));
  }

  /** Resized and cropped. */
  Picture sized(Picture picture) {
    Picture large =
        resize
            .map(to -> {
              Size.Exact size = to.size().of(picture);
              return Resizing.of(picture, size.width(), size.height(), to.filter());
            })
            .orElse(picture);
    return crop.map(size -> Cropping.centre(large, size)).orElse(large);
  }

  /** The keys of the file, whose faults are gathered. */
  private record Settings(Map<String, @Nullable Object> json, List<Fault> faults) {
    private static final int MOST_PIXELS = 4096;

    static void fault(List<Fault> faults, String message, Object... values) {
      Object[] shown = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        shown[i] = Excerpt.printable(String.valueOf(values[i]));
      }
      faults.add(
          new Fault(
              "", ErrorCode.INVALID_MODEL.wireName(), FILE + ": " + message.formatted(shown)));
    }

    boolean flag(String key, boolean fallback) {
      return switch (json.get(key)) {
        case null -> fallback;
        case Boolean flag -> flag;
        case Object other -> {
          fault(faults, "%s must be true or false, not %s", key, other);
          yield fallback;
        }
      };
    }

    double number(String key, double fallback) {
      return switch (json.get(key)) {
        case null -> fallback;
        case Number number when Double.isFinite(number.doubleValue()) -> number.doubleValue();
        case Object other -> {
          fault(faults, "%s must be a number, not %s", key, other);
          yield fallback;
        }
      };
    }

    /** A number for all channels, or a list of one for each; a half where nothing is said. */
    List<Float> each(String key) {
      boolean isDivisor = key.equals("image_std");
      List<?> given =
          switch (json.get(key)) {
            case null -> List.of(0.5);
            case List<?> several -> several;
            case Object one -> List.of(one);
          };
      List<Float> numbers = new ArrayList<>();
      for (Object number : given) {
        float value = number instanceof Number n ? n.floatValue() : Float.NaN;
        if (Float.isFinite(value) && !(isDivisor && value == 0)) {
          numbers.add(value);
        }
      }
      if (numbers.isEmpty() || numbers.size() != given.size()) {
        fault(
            faults,
            "%s must be a number for each channel%s, not %s",
            key,
            isDivisor ? ", none of them 0" : "",
            given);
        return List.of(0.5f);
      }
      return numbers;
    }

    Resampling filter() {
      return switch (json.get("resample")) {
        case null -> Resampling.BILINEAR;
        case Integer number when Resampling.numbered(number).isPresent() ->
            Resampling.numbered(number).get();
        case Object other -> {
          fault(faults, "resample must be a whole number from 0 to 5, not %s", other);
          yield Resampling.BILINEAR;
        }
      };
    }

    Size size(String key, int fallback) {
      Object given = json.get(key);
      if (given instanceof Map<?, ?> sides
          && sides.get("shortest_edge") instanceof Integer shortest
          && isSide(shortest)) {
        return new Size.Shortest(shortest);
      }
      return given == null ? new Size.Exact(fallback, fallback) : exact(key);
    }

    /** One number for both sides, or height and width. */
    Size.Exact exact(String key) {
      Object given = json.get(key);
      if (given instanceof Integer side && isSide(side)) {
        return new Size.Exact(side, side);
      }
      if (given instanceof Map<?, ?> sides
          && sides.get("height") instanceof Integer height
          && sides.get("width") instanceof Integer width
          && isSide(height)
          && isSide(width)) {
        return new Size.Exact(height, width);
      }
      fault(
          faults,
          "%s must be height and width%s, each from 1 to %s, not %s",
          key,
          key.equals("size") ? ", or shortest_edge" : "",
          MOST_PIXELS,
          String.valueOf(given));
      return new Size.Exact(1, 1);
    }

    private static boolean isSide(int pixels) {
      return pixels >= 1 && pixels <= MOST_PIXELS;
    }
  }
}
