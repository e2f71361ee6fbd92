package graft.api.language.field;

import graft.chat.MessageReader;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.JsonValue;
import java.util.List;
import java.util.Map;

/** Whether the model is told of the tools. It is not made to call one. */
public enum ToolChoice implements JsonValue {
  AUTO,
  NONE;

  public static final Map<String, Object> SCHEMA =
      Map.of("type", "string", "enum", List.of("auto", "none"));

  public static ToolChoice read(Object json) {
    if ("auto".equals(json)) {
      return AUTO;
    }
    if ("none".equals(json)) {
      return NONE;
    }
    throw new GraftException(
        ErrorCode.UNSUPPORTED_PARAMETER,
        new Fault(
            "",
            MessageReader.UNSUPPORTED,
            "tool_choice can be auto or none: no model is made to call a tool here"));
  }

  @Override
  public Object json() {
    return this == AUTO ? "auto" : "none";
  }
}
