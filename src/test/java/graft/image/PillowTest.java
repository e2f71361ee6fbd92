package graft.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pictures are what Pillow makes of them: resized to the bit, decoded as far as JPEG allows. */
class PillowTest {
  private static final Map<String, byte[]> FILES = files();
  private static final JsonNode CASES = JsonMapper.shared().readTree(FILES.get("cases.json"));

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream resource = PillowTest.class.getResourceAsStream("/image/pillow.zip");
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Picture picture(String source) {
    return PictureFile.of(FILES.get("sources/" + source)).decoded().colours();
  }

  static Stream<JsonNode> decoded() {
    return CASES.at("/decoded").valueStream();
  }

  @ParameterizedTest
  @MethodSource("decoded")
  void decodedAsPillowDoes(JsonNode expected) {
    String source = expected.at("/source").asString();

    Picture found = picture(source);

    assertThat(found.width()).isEqualTo(expected.at("/width").asInt());
    assertThat(found.height()).isEqualTo(expected.at("/height").asInt());
    // Two decoders of JPEG may round differently; PNG leaves nothing to round.
    assertThat(largest(found.samples(), FILES.get("decoded/" + source + ".rgb")))
        .isLessThanOrEqualTo(source.endsWith(".jpg") ? 2 : 0);
  }

  static Stream<JsonNode> resized() {
    return CASES.at("/resized").valueStream();
  }

  @ParameterizedTest
  @MethodSource("resized")
  void resizedAsPillowDoes(JsonNode expected) {
    Picture found =
        Resizing.of(
            picture(expected.at("/source").asString()),
            expected.at("/width").asInt(),
            expected.at("/height").asInt(),
            Resampling.numbered(expected.at("/resample").asInt()).orElseThrow());

    assertThat(found.samples()).isEqualTo(FILES.get(expected.at("/file").asString()));
  }

  @Test
  void greyAsPillowDoes() {
    assertThat(picture("colour.png").grey().samples()).isEqualTo(FILES.get("grey.l"));
  }

  private static int largest(byte[] found, byte[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    int largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs((found[i] & 0xff) - (expected[i] & 0xff)));
    }
    return largest;
  }
}
