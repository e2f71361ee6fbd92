package graft.format.adapter;

import graft.format.FileFaults;
import graft.format.Origin;
import graft.spec.ErrorCode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of adapter directories by name: those that are read, those that people and libraries
 * put beside them, and all others, which are refused so that nothing that matters is left out in
 * silence.
 */
public final class KnownFiles {
  /** What holds adapter, fusion or head in one of the layouts. */
  private static final Set<String> READ =
      Stream.of(PartFiles.ADAPTER, PartFiles.FUSION, PartFiles.HEAD, PartFiles.PEFT)
          .flatMap(files -> files.names().stream())
          .collect(Collectors.toUnmodifiableSet());

  /** What says nothing of how an adapter computes: texts, pictures, tokenizers, training states. */
  private static final Pattern COMPANION =
      Pattern.compile(
          """
          (?x) \\..* | __MACOSX | LICEN[CS]E | NOTICE | manifest\\.json
          | .*\\.(md|txt|png|jpe?g|svg|gif|pdf|ipynb|csv|tsv|log|jinja|sha256)
          | (tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|chat_template)\\.json
          | merges\\.txt | tokenizer\\.model | spiece\\.model | sentencepiece\\.bpe\\.model
          | (config|generation_config|trainer_state|.*_results|adapter_setup)\\.json
          | training_args\\.bin | (optimizer|scheduler|rng_state.*)\\.(pt|pth)
          """);

  private KnownFiles() {}

  /** Whether a reader opens files of this name. */
  public static boolean isRead(String name) {
    return READ.contains(name);
  }

  /** Whether a file of this name may lie beside an adapter without being read. */
  public static boolean isCompanion(String name) {
    return COMPANION.matcher(name).matches();
  }

  /**
   * Refuses names that are neither.
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
            faults.add("unknown_file", Origin.printable(name) + " is not a file of an adapter"));
    faults.throwIfAny(ErrorCode.INVALID_ADAPTER);
  }

  /** A companion, or anything in a folder that is one. */
  static boolean isAccompanying(String path) {
    return Stream.of(path.split("/")).anyMatch(KnownFiles::isCompanion);
  }
}
