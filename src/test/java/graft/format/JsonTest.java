package graft.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  private static final FileContext ORIGIN = new FileContext("a.json", ErrorCode.INVALID_ADAPTER);

  @Test
  void whatPythonWroteKeepsItsBytes() {
    String python =
        """
        {
          "a": 0.0001,
          "b": [
            1,
            {
              "x": {},
              "y": []
            }
          ],
          "c": 1.0,
          "d": null,
          "e": "\\u00e9",
          "f": 0.0,
          "g": -16.5
        }\
        """;

    Map<String, Object> object = Json.readObject(python.getBytes(StandardCharsets.UTF_8), ORIGIN);

    assertThat(Json.sorted(object)).asString(StandardCharsets.UTF_8).isEqualTo(python);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":2} | is not valid JSON: Duplicate",
        "{\"a\":1} {}      | is not valid JSON",
        "{\"a\":           | is not valid JSON",
        "[]                | is not a JSON object",
        "7                 | is not a JSON object"
      })
  void whatIsNotOneObjectIsRefused(String text, String fault) {
    assertThatThrownBy(() -> Json.readObject(text.getBytes(StandardCharsets.UTF_8), ORIGIN))
        .isInstanceOf(GraftException.class)
        .hasMessageStartingWith("a.json: " + fault);
  }
}
