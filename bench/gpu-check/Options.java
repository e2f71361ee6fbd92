import graft.spec.DeviceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param isSmall models and batches for a rehearsal, which is over in seconds
 * @param parts names of what is run
 * @param python one that has torch, transformers and peft, to be measured beside Graft
 * @param minutes after which nothing more is begun
 */
record Options(
    DeviceId device, boolean isSmall, List<String> parts, Optional<String> python, int minutes) {
  static final DeviceId PROCESSOR = new DeviceId("cpu");

  static Options of(String[] arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      if (name.equals("--small")) {
        given.put(name, "");
      } else if (List.of("--device", "--parts", "--python", "--minutes").contains(name)
          && i + 1 < arguments.length) {
        given.put(name, arguments[++i]);
      } else {
        throw new IllegalArgumentException(
            "--device cuda:0, --small, --parts losses,twins,memory,speed,loss, --python PYTHON and"
                + " --minutes 8 can be said, not "
                + name);
      }
    }
    return new Options(
        new DeviceId(given.getOrDefault("--device", "cuda:0")),
        given.containsKey("--small"),
        List.of(given.getOrDefault("--parts", "losses,twins,memory,speed,loss").split(",")),
        Optional.ofNullable(given.get("--python")).filter(path -> !path.isEmpty()),
        Integer.parseInt(given.getOrDefault("--minutes", "8")));
  }

  boolean isOnCard() {
    return !device.equals(PROCESSOR);
  }
}
