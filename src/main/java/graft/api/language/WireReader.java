package graft.api.language;

import graft.chat.MessageReader;
import graft.spec.Codec;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.GraftException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads requests of OpenAI's clients, or refuses them as these expect it: by name, with 400. */
final class WireReader {
  private static final Set<String> NOT_SERVED =
      Set.of(MessageReader.UNSUPPORTED, "unknown_attribute");

  private WireReader() {}

  /**
   * @throws GraftException {@code UNSUPPORTED_PARAMETER} if something is asked for that is not
   *     served; {@code MALFORMED_REQUEST} with every other fault
   */
  static <R extends Record> R read(Class<R> type, Map<String, ?> json) {
    Map<String, Object> said = new LinkedHashMap<>();
    json.forEach((name, value) -> {
      if (value != null) {
        said.put(name, value);
      }
    });
    Faults faults = new Faults();
    R read = Codec.read(type, said, "", faults).orElse(null);
    if (said.get("store") instanceof Boolean stores && stores) {
      faults.add("/store", MessageReader.UNSUPPORTED, "store must be false: no answer is stored");
    }
    if (read == null || !faults.isEmpty()) {
      throw refusal(faults.all());
    }
    return read;
  }

  /** What is not served comes first, since its name is the answer's {@code param}. */
  private static GraftException refusal(List<Fault> faults) {
    List<Fault> notServed =
        faults.stream().filter(fault -> NOT_SERVED.contains(fault.code())).toList();
    return notServed.isEmpty()
        ? new GraftException(ErrorCode.MALFORMED_REQUEST, faults)
        : new GraftException(ErrorCode.UNSUPPORTED_PARAMETER, notServed);
  }
}
