package graft.catalog.adapter;

import graft.catalog.model.BaseModelEntry;
import graft.catalog.model.BaseModels;
import graft.catalog.storage.Blobs;
import graft.catalog.storage.Disk;
import graft.catalog.storage.StorageLayout;
import graft.format.AtomicFile;
import graft.format.Digest;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.CardRemarks;
import graft.format.adapter.FileSet;
import graft.format.adapter.ModelCard;
import graft.format.adapter.Peft;
import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.adapter.Serving;
import graft.format.convert.LanguageEntries;
import graft.format.convert.adapterhub.PublishedConfig;
import graft.format.convert.head.HeadPooling;
import graft.format.convert.head.TrainedInverse;
import graft.format.convert.peft.PeftExport;
import graft.format.model.ModelDirectory;
import graft.format.tokenizer.ChatTemplates;
import graft.spec.AdapterId;
import graft.spec.Owner;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/**
 * {@link AdapterWeights} written when they are first asked for, and kept until the adapter is
 * deleted or the service starts again. Beside each file lies its digest, so that it is read no more
 * than what is asked of it.
 */
@Service
class ExportedWeights implements AdapterWeights {
  private static final int LOCKS = 16;

  /** How the name of a file's digest goes on behind the file's own. */
  private static final String DIGEST = ".sha256";

  private final Adapters adapters;
  private final BaseModels models;
  private final StorageLayout layout;
  private final Blobs blobs;

  /** Let one thread at a time write a file; files share locks, of which there are a few. */
  private final List<ReentrantLock> writing =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  ExportedWeights(Adapters adapters, BaseModels models, StorageLayout layout, Blobs blobs) {
    this.adapters = adapters;
    this.models = models;
    this.layout = layout;
    this.blobs = blobs;
  }

  @Override
  public Exported file(Owner owner, AdapterId id, WeightsFormat format) {
    AdapterEntry adapter = adapters.get(owner, id);
    return file(
        adapter,
        stem(owner, adapter, format) + "." + format.ending(),
        file -> write(owner, adapter, format, file));
  }

  /** A setup's file is another one when another of its adapters was changed. */
  private String stem(Owner owner, AdapterEntry adapter, WeightsFormat format) {
    return format == WeightsFormat.ADAPTERHUB_SETUP
        ? format.wireName() + "." + SetupWeights.of(owner, adapter, adapters).digest()
        : format.wireName();
  }

  @Override
  public Exported file(Owner owner, AdapterId id, String ending, Consumer<Path> write) {
    return file(adapters.get(owner, id), ending, write);
  }

  private Exported file(AdapterEntry adapter, String ending, Consumer<Path> write) {
    // The digest in the name: an adapter that was changed in place is another file.
    String name = String.join(".", adapter.id().value(), adapter.sha256(), ending);
    Path file = layout.exports().resolve(name);
    Path digest = file.resolveSibling(name + DIGEST);
    if (!Files.exists(digest)) {
      writeOnce(file, digest, write);
    }
    return new Exported(file, read(digest));
  }

  /** The digest comes last: where it is, the file is. */
  private void writeOnce(Path file, Path digest, Consumer<Path> write) {
    ReentrantLock lock = writing.get(Math.floorMod(file.hashCode(), LOCKS));
    lock.lock();
    try {
      createDirectory();
      if (!Files.exists(file)) {
        write.accept(file);
      }
      if (!Files.exists(digest)) {
        byte[] found = Digest.sha256(List.of(file)).getBytes(StandardCharsets.US_ASCII);
        AtomicFile.write(digest, out -> write(found, out));
      }
    } catch (UncheckedIOException e) {
      throw Disk.failure(e);
    } finally {
      lock.unlock();
    }
  }

  private static void write(byte[] content, OutputStream out) {
    try {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path digest) {
    try {
      return Files.readString(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets the files of an adapter. */
  static void forget(AdapterId id, StorageLayout layout) {
    Disk.entries(layout.exports()).stream()
        .filter(file -> String.valueOf(file.getFileName()).startsWith(id.value() + "."))
        .forEach(Disk::deleteOrLeave);
  }

  private void write(Owner owner, AdapterEntry adapter, WeightsFormat format, Path file) {
    try (Arena arena = Arena.ofConfined()) {
      SavedAdapter saved = AdapterHub.read(blobs.onDisk(adapter.directory()), arena);
      switch (format) {
        case ADAPTERHUB -> {
          PublishedConfig.requirePublished(adapter.config(), saved.adapter());
          requirePublished(adapter, saved);
          SavedAdapter said = TrainedInverse.said(saved, adapter.task(), adapter.config());
          AtomicFile.write(
              file,
              AdapterHub.bundle(said, card(adapter).forAdapterHub(CardRemarks.of(said)))
                      .and(language(adapter))
                  ::zipTo);
        }
        case PEFT -> {
          requirePublished(adapter, saved);
          PeftAdapter moved = published(adapter, saved);
          String readme = card(adapter).forPeft(Serving.of(moved));
          AtomicFile.write(
              file, Peft.bundle(moved, adapter.task(), readme).and(language(adapter))::zipTo);
        }
        case ADAPTERHUB_SETUP -> {
          SetupWeights all = SetupWeights.of(owner, adapter, adapters);
          all.leaves().values().forEach(leaf -> blobs.onDisk(leaf.directory()));
          AtomicFile.write(
              file, all.bundle(arena, card(adapter).forSetup()).and(language(adapter))::zipTo);
        }
        case SAFETENSORS -> SafetensorsWriter.write(file, tensors(saved), Map.of("format", "pt"));
      }
    }
  }

  private PeftAdapter published(AdapterEntry adapter, SavedAdapter saved) {
    return model(adapter)
        .map(
            model -> PeftExport.of(saved, ModelDirectory.open(models.onDisk(model)), model.facts()))
        .orElseGet(() -> PeftExport.of(saved));
  }

  private Optional<BaseModelEntry.Usable> model(AdapterEntry adapter) {
    return models
        .find(adapter.model())
        .filter(BaseModelEntry.Usable.class::isInstance)
        .map(BaseModelEntry.Usable.class::cast);
  }

  /** What goes with an adapter of a model that writes, so that others read prompts alike. */
  private List<FileSet.Entry> language(AdapterEntry adapter) {
    return adapter
        .task()
        .filter(task -> task.type() == TaskType.CAUSAL_LM)
        .flatMap(_ -> model(adapter))
        .map(model ->
            LanguageEntries.of(
                ModelDirectory.open(models.onDisk(model)),
                ChatTemplates.beside(adapter.directory())))
        .orElse(List.of());
  }

  private static void requirePublished(AdapterEntry adapter, SavedAdapter saved) {
    String modelType = saved.adapter().envelope().modelType();
    adapter.task().ifPresent(task -> HeadPooling.requirePublished(task, modelType));
  }

  private void createDirectory() {
    try {
      Files.createDirectories(layout.exports());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Tensor> tensors(SavedAdapter saved) {
    List<Tensor> tensors = new ArrayList<>(saved.adapter().tensors().values());
    saved.head().ifPresent(head -> tensors.addAll(head.tensors().values()));
    return tensors;
  }

  private static ModelCard card(AdapterEntry adapter) {
    return new ModelCard(
        adapter.name(),
        adapter.model(),
        adapter.method(),
        adapter.task().map(task -> task.type().name().toLowerCase(Locale.ROOT)),
        adapter.task().map(TaskSpec::labels).orElse(List.of()),
        adapter.metrics());
  }
}
