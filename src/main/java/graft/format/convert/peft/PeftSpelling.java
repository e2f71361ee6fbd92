package graft.format.convert.peft;

import graft.format.FileContext;
import graft.format.FileFaults;
import graft.format.Tensor;
import graft.format.adapter.PeftAdapter;
import graft.spec.ErrorCode;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of PEFT's files as other savers spell them: with the adapter's name in them, as the
 * tensors of a whole model are called, and with copies of a head. PEFT itself takes such a head for
 * none, and goes on with an untrained one.
 */
final class PeftSpelling {
  /** What comes before and behind an adapter's name. */
  private static final Pattern OF_ADAPTER =
      Pattern.compile(
          "(?<head>.*)\\.modules_to_save\\.(?<a>[^.]+)\\.(?<rest>.*)"
              + "|(?<pair>.*\\.lora_[AB])\\.(?<b>[^.]+)\\.weight"
              + "|(?<scale>.*\\.ia3_l)\\.(?<c>[^.]+)");

  private static final String SAVED = ".modules_to_save.";
  private static final String ORIGINAL = ".original_module.";

  private final Map<String, Tensor> published = new TreeMap<>();
  private final Map<String, Tensor> ofAdapters = new TreeMap<>();
  private final SortedSet<String> adapters = new TreeSet<>();
  private final FileFaults faults = new FileFaults();

  private PeftSpelling() {}

  /**
   * The same tensors by the names that PEFT publishes.
   *
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_ADAPTER} if they are of several
   *     adapters, or of a head only the untrained copy is there
   */
  static PeftAdapter published(PeftAdapter file) {
    PeftSpelling names = new PeftSpelling();
    file.tensors().values().stream()
        .filter(tensor -> !OF_ADAPTER.matcher(tensor.name()).matches())
        .filter(tensor -> !tensor.name().contains(ORIGINAL) && !tensor.name().contains(SAVED))
        .forEach(tensor -> names.published.put(tensor.name(), tensor));
    file.tensors().values().forEach(names::add);
    names.ofAdapters.forEach(names.published::putIfAbsent);
    file.tensors().keySet().stream().filter(name -> name.contains(ORIGINAL)).forEach(names::check);
    names.faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
    return new PeftAdapter(file.config(), names.published);
  }

  private void add(Tensor tensor) {
    // PEFT saves the biases of a head twice where it trained all: here without its adapter's name.
    String nameless = tensor.name().replace(SAVED, ".");
    Matcher named = OF_ADAPTER.matcher(tensor.name());
    if (named.matches() && !isPublishedAs(nameless, tensor)) {
      add(named, tensor);
    } else if (tensor.name().contains(SAVED)) {
      ofAdapters.put(nameless, tensor.named(nameless));
    }
  }

  private boolean isPublishedAs(String nameless, Tensor tensor) {
    return !nameless.equals(tensor.name()) && published.containsKey(nameless);
  }

  private void add(Matcher named, Tensor tensor) {
    String adapter =
        Stream.of("a", "b", "c")
            .map(named::group)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    String name =
        named.group("a") != null
            ? named.group("head") + "." + named.group("rest")
            : named.group("b") != null ? named.group("pair") + ".weight" : named.group("scale");
    // What PEFT has published beside it is what it would load.
    if (published.containsKey(name)) {
      return;
    }
    adapters.add(adapter);
    ofAdapters.put(name, tensor.named(name));
    if (adapters.size() > 1) {
      faults.add(
          "several_adapters",
          "adapter_model: has tensors of several adapters, "
              + FileContext.printable(adapters.toString())
              + "; send the file of one");
    }
  }

  /** An untrained copy beside the trained head says nothing; alone it is not what was trained. */
  private void check(String original) {
    if (!published.containsKey(original.replace(ORIGINAL, "."))) {
      faults.add(
          "missing_tensor",
          "adapter_model: of the head only the copy from before training is there: "
              + FileContext.printable(original));
    }
  }
}
