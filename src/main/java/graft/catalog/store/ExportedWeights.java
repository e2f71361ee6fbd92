package graft.catalog.store;

import graft.catalog.AdapterEntry;
import graft.catalog.AdapterWeights;
import graft.catalog.Adapters;
import graft.catalog.Shelf;
import graft.catalog.WeightsFormat;
import graft.catalog.disk.Disk;
import graft.format.Draft;
import graft.format.SafetensorsWriter;
import graft.format.Tensor;
import graft.format.adapter.AdapterHub;
import graft.format.adapter.ModelCard;
import graft.format.adapter.SavedAdapter;
import graft.spec.AdapterId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Service;

/**
 * {@link AdapterWeights} written when they are first asked for, and kept until the adapter is
 * deleted or the service starts again.
 */
@Service
class ExportedWeights implements AdapterWeights {
  private final Adapters adapters;
  private final Shelf shelf;

  /** Lets one thread at a time write: two would write the same file. */
  private final ReentrantLock writing = new ReentrantLock();

  ExportedWeights(Adapters adapters, Shelf shelf) {
    this.adapters = adapters;
    this.shelf = shelf;
  }

  @Override
  public Path file(AdapterId id, WeightsFormat format) {
    AdapterEntry adapter = adapters.get(id);
    // The digest in the name: an adapter that was changed in place is another file.
    String name = String.join(".", id.value(), adapter.sha256(), format.ending());
    Path file = shelf.exports().resolve(name);
    writing.lock();
    try {
      if (!Files.exists(file)) {
        write(adapter, format, file);
      }
      return file;
    } catch (UncheckedIOException e) {
      throw Disk.failure(e);
    } finally {
      writing.unlock();
    }
  }

  /** Forgets the files of an adapter. */
  static void forget(AdapterId id, Shelf shelf) {
    Disk.entries(shelf.exports()).stream()
        .filter(file -> String.valueOf(file.getFileName()).startsWith(id.value() + "."))
        .forEach(Disk::deleteOrLeave);
  }

  private void write(AdapterEntry adapter, WeightsFormat format, Path file) {
    createDirectory();
    try (Arena arena = Arena.ofConfined()) {
      SavedAdapter saved = AdapterHub.read(adapter.directory(), arena);
      switch (format) {
        case ADAPTERHUB ->
            Draft.write(file, AdapterHub.bundle(saved, card(adapter).forAdapterHub())::zipTo);
        case SAFETENSORS -> SafetensorsWriter.write(file, tensors(saved), Map.of("format", "pt"));
      }
    }
  }

  private void createDirectory() {
    try {
      Files.createDirectories(shelf.exports());
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
        adapter.task().type().name().toLowerCase(Locale.ROOT),
        adapter.task().labels(),
        adapter.metrics());
  }
}
