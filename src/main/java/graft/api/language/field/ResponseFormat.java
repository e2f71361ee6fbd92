package graft.api.language.field;

import graft.chat.MessageReader;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/** The form of the answer, which is always text. */
public record ResponseFormat() implements JsonValue {
  public static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("type", Map.of("type", "string", "enum", List.of("text"))));

  public static ResponseFormat read(Object json) {
    if (json instanceof Map<?, ?> format
        && "text".equals(format.get("type"))
        && format.size() == 1) {
      return new ResponseFormat();
    }
    throw new GraftException(
        ErrorCode.UNSUPPORTED_PARAMETER,
        new Fault(
            "",
            MessageReader.UNSUPPORTED,
            "response_format can be {\"type\": \"text\"} alone: no answer is held to a schema here"));
  }

  @Override
  public Object json() {
    return Map.of("type", "text");
  }
}
