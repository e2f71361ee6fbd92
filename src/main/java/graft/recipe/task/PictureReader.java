package graft.recipe.task;

import graft.data.picture.PictureText;
import graft.data.picture.PixelValues;
import graft.image.ImageProcessor;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the pictures of a prediction: files in base64, or pixels as the model takes them. */
public record PictureReader(ImageProcessor processor) {
  private static final String IMAGE = "image";
  private static final String PIXEL_VALUES = "pixel_values";

  /**
   * Looks at all pictures and decodes none.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} with every fault
   */
  public void check(List<Map<String, Object>> inputs) {
    Faults faults = new Faults();
    for (int row = 0; row < inputs.size(); row++) {
      Map<String, Object> input = inputs.get(row);
      try {
        if (input.get(PIXEL_VALUES) == null) {
          var _ = PictureText.read(image(input));
        } else {
          var _ = PixelValues.read(input.get(PIXEL_VALUES), processor.shape());
        }
      } catch (IllegalArgumentException refused) {
        faults.add(pointer(input, row), "invalid_value", String.valueOf(refused.getMessage()));
      }
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
  }

  /**
   * The numbers of a picture that was looked at.
   *
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} if it is broken
   */
  public float[] read(Map<String, Object> input, int row) {
    try {
      return input.get(PIXEL_VALUES) == null
          ? processor.normalised(processor.pixels(PictureText.read(image(input)).decoded()))
          : PixelValues.read(input.get(PIXEL_VALUES), processor.shape());
    } catch (IllegalArgumentException refused) {
      throw new GraftException(
          ErrorCode.INVALID_SPEC,
          new Fault(pointer(input, row), "invalid_value", String.valueOf(refused.getMessage())));
    }
  }

  private static String pointer(Map<String, Object> input, int row) {
    return Stream.of(IMAGE, PIXEL_VALUES)
        .filter(input::containsKey)
        .findFirst()
        .map(member -> "/inputs/%d/%s".formatted(row, member))
        .orElse("/inputs/" + row);
  }

  private static String image(Map<String, Object> input) {
    if (input.get(IMAGE) instanceof String base64) {
      return base64;
    }
    throw new IllegalArgumentException(
        "the model sees pictures: an input needs an image in base64, or pixel_values, found "
            + input.keySet());
  }
}
