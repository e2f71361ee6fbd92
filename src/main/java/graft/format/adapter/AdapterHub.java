package graft.format.adapter;

import graft.format.FileContext;
import graft.format.Json;
import graft.format.Tensor;
import graft.spec.ErrorCode;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** AdapterHub's directory layout: an adapter or a fusion, and a head if one was saved with it. */
public final class AdapterHub {
  private AdapterHub() {}

  /**
   * Reads a directory; tensors live in {@code arena}. What old versions wrote is brought up to
   * date.
   *
   * @throws graft.spec.GraftException {@link ErrorCode#INVALID_ADAPTER} naming the file, and what
   *     is wrong with it
   */
  public static SavedAdapter read(Path directory, Arena arena) {
    FileContext origin = FileContext.of(directory, ErrorCode.INVALID_ADAPTER);
    PartFiles files = PartFiles.FUSION.areIn(directory) ? PartFiles.FUSION : PartFiles.ADAPTER;
    SavedPart adapter = named(part(files, directory, origin, arena), files);
    FileContext config = origin.with(files.config());
    config.require(adapter.envelope().name().isPresent(), "name is missing");
    config.require(adapter.envelope().config().isPresent(), "config is missing");
    return new SavedAdapter(LegacyAdapterHub.upToDate(adapter), readHead(directory, arena));
  }

  /** What old versions say of the adapters that a fusion mixes is its name alone. */
  private static SavedPart named(SavedPart part, PartFiles files) {
    AdapterConfigFile said = part.envelope();
    return files.equals(PartFiles.FUSION) && !part.isFusion()
        ? new SavedPart(
            said.withAdapterNames(List.of(said.name().orElse("").split(","))), part.tensors())
        : part;
  }

  /** What a directory says of its adapter or fusion; its tensors stay unread. */
  public static AdapterConfigFile envelope(Path directory) {
    return envelope(
        PartFiles.FUSION.areIn(directory) ? PartFiles.FUSION : PartFiles.ADAPTER, directory);
  }

  /** What a directory says of its head, if it has one. */
  public static Optional<AdapterConfigFile> headEnvelope(Path directory) {
    return PartFiles.HEAD.areIn(directory)
        ? Optional.of(envelope(PartFiles.HEAD, directory))
        : Optional.empty();
  }

  private static AdapterConfigFile envelope(PartFiles files, Path directory) {
    FileContext origin = FileContext.of(directory, ErrorCode.INVALID_ADAPTER);
    return AdapterConfigFile.read(files.readConfig(directory, origin), origin.with(files.config()));
  }

  /**
   * Reads the head that lies in a directory, alone or with an adapter; tensors live in {@code
   * arena}.
   */
  public static Optional<SavedPart> readHead(Path directory, Arena arena) {
    FileContext origin = FileContext.of(directory, ErrorCode.INVALID_ADAPTER);
    return PartFiles.HEAD.areIn(directory)
        ? Optional.of(part(PartFiles.HEAD, directory, origin, arena))
        : Optional.empty();
  }

  private static SavedPart part(PartFiles files, Path directory, FileContext origin, Arena arena) {
    AdapterConfigFile envelope =
        AdapterConfigFile.read(files.readConfig(directory, origin), origin.with(files.config()));
    Map<String, Tensor> stored = files.readTensors(directory, origin, arena);
    return new SavedPart(envelope, AdapterNames.canonical(stored, origin));
  }

  /**
   * The files of a directory that both the reference library's loaders read.
   *
   * @param readme the model card
   */
  public static FileSet bundle(SavedAdapter saved, String readme) {
    List<FileSet.Entry> files = new ArrayList<>(files(saved));
    files.add(FileSet.Entry.text(ModelCard.FILE, readme));
    return new FileSet(files);
  }

  /**
   * The files of a whole setup, as the reference library saves and loads it: each part in a
   * directory of its name.
   *
   * @param parts the adapters, and the fusion if there is one, each with its head
   * @param readme the model card
   */
  public static FileSet bundle(AdapterSetup setup, List<SavedAdapter> parts, String readme) {
    List<FileSet.Entry> files = new ArrayList<>();
    files.add(FileSet.Entry.bytes(AdapterSetup.FILE, Json.sorted(setup.json())));
    files.add(FileSet.Entry.text(ModelCard.FILE, readme));
    for (SavedAdapter part : parts) {
      String directory = part.adapter().envelope().name().orElseThrow() + "/";
      files(part).forEach(file -> files.add(file.in(directory)));
    }
    return new FileSet(files);
  }

  private static List<FileSet.Entry> files(SavedAdapter saved) {
    List<FileSet.Entry> files = new ArrayList<>();
    boolean isFusion = saved.adapter().isFusion();
    add(isFusion ? PartFiles.FUSION : PartFiles.ADAPTER, saved.adapter(), files);
    saved.head().ifPresent(head -> add(PartFiles.HEAD, head, files));
    return files;
  }

  /** The files of a head alone. */
  public static List<FileSet.Entry> headEntries(SavedPart head) {
    List<FileSet.Entry> files = new ArrayList<>();
    add(PartFiles.HEAD, head, files);
    return files;
  }

  /** The tensors of a head alone, for whom its configuration would mislead. */
  public static FileSet.Entry headTensors(SavedPart head) {
    return PartFiles.HEAD.safetensorsEntry(head.tensors().values());
  }

  private static void add(PartFiles kind, SavedPart part, List<FileSet.Entry> files) {
    List<Tensor> tensors = AdapterNames.withTwins(part.tensors().values());
    files.add(kind.configEntry(part.envelope().json()));
    files.add(kind.safetensorsEntry(tensors));
    files.add(kind.torchEntry(tensors));
  }
}
