package graft.format.adapter;

import graft.format.FileContext;
import graft.format.FileFaults;
import graft.spec.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of adapter directories by name: those that are read; weights under other names, which
 * are refused so that nothing that was trained is left out in silence; and all others, which people
 * and trainers put beside them. What lies in further folders belongs to nobody who reads here.
 */
public final class KnownFiles {
  private static final String CHAT_TEMPLATE = "chat_template.jinja";
  private static final String TOKENIZER = "tokenizer_config.json";

  /** What holds adapter, fusion or head in one of the layouts, and how texts are written. */
  private static final Set<String> READ =
      Stream.concat(
              Stream.of(PartFiles.ADAPTER, PartFiles.FUSION, PartFiles.HEAD, PartFiles.PEFT)
                  .flatMap(files -> files.names().stream()),
              Stream.of(PeftTask.FILE, CHAT_TEMPLATE, TOKENIZER))
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern TENSORS =
      Pattern.compile(".*\\.(safetensors|bin|pt|pth|ckpt|h5|msgpack|npz|npy|pkl|pickle|gguf|onnx)");

  /** The base model, whole or in parts, as trainers save it too: no library reads it here. */
  private static final Pattern BASE_MODEL =
      Pattern.compile("(pytorch_|tf_|flax_)?model([-_.][0-9a-z]+)*\\.\\w+");

  /** What people call tensors that were trained. */
  private static final Pattern TRAINED =
      Pattern.compile(
          ".*(adapter|head|lora|ia3|weight|embed|classifier|score|fusion|prefix|prompt|delta).*");

  private KnownFiles() {}

  /** Whether a reader opens files of this name. */
  public static boolean isRead(String name) {
    return READ.contains(name);
  }

  /** Whether the name is one of tensors, whoever reads them; some such files are archives. */
  public static boolean holdsTensors(String name) {
    return TENSORS.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** Whether a file of this name may lie beside an adapter without being read. */
  public static boolean isCompanion(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean isTrained =
        TRAINED.matcher(lower).matches()
            || (lower.endsWith(".safetensors") && !BASE_MODEL.matcher(lower).matches());
    return !isRead(name) && !(holdsTensors(name) && isTrained);
  }

  /**
   * Refuses weights that nobody reads.
   *
   * @param names paths inside what was sent
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_ADAPTER} with each of them
   */
  public static void require(List<String> names) {
    FileFaults faults = new FileFaults();
    names.stream()
        .filter(name -> !isRead(name) && !isAccompanying(name))
        .sorted()
        .forEach(name ->
            faults.add(
                "unknown_file",
                "%s holds weights and is not a file of an adapter: leave it out, or give it the name"
                        .formatted(FileContext.printable(name))
                    + " that its library reads"));
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  /** A companion, or anything in a folder. */
  static boolean isAccompanying(String path) {
    return path.contains("/") || isCompanion(path);
  }
}
