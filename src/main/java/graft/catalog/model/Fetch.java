package graft.catalog.model;

import graft.catalog.hub.ContentDigest;
import graft.catalog.hub.Hub;
import graft.catalog.hub.HubFile;
import graft.catalog.hub.HubSource;
import graft.catalog.storage.Disk;
import graft.catalog.storage.Received;
import graft.format.model.ModelDirectory;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings the files of one model from a hub. Runs on one thread; others may watch and stop it. */
final class Fetch {
  /** What is taken along where the hub has it. */
  private static final List<String> COMPANIONS =
      List.of(
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "generation_config.json",
          "vocab.json",
          "vocab.txt",
          "merges.txt",
          "sentencepiece.bpe.model",
          "spiece.model",
          "tokenizer.model");

  private final Hub hub;
  private final ModelCheck check;
  private final IncomingModel model;
  private HubSource source;
  private volatile Optional<String> end = Optional.empty();
  private volatile @Nullable HubFile open;

  Fetch(Hub hub, ModelCheck check, HubSource source, IncomingModel model) {
    this.hub = hub;
    this.check = check;
    this.source = source;
    this.model = model;
  }

  /**
   * Brings all files, the small ones first.
   *
   * @throws GraftException {@code INVALID_MODEL} if the hub does not have them, or no architecture
   *     here reads them; {@code TOO_LARGE}
   * @throws IOException when the hub does not answer, or breaks off
   */
  void run() throws IOException, InterruptedException {
    require(ModelDirectory.CONFIG);
    check.requireSupport(model.directory().resolve(ModelDirectory.CONFIG));
    require(check.preparation(model.directory().resolve(ModelDirectory.CONFIG)));
    for (String companion : COMPANIONS) {
      var _ = take(companion);
    }
    if (!take(ModelDirectory.WEIGHTS)) {
      require(ModelDirectory.INDEX);
      Path index = model.directory().resolve(ModelDirectory.INDEX);
      for (String shard : ModelDirectory.shards(index)) {
        require(shard);
      }
    }
  }

  long bytes() {
    return model.bytes();
  }

  /** Breaks the fetch off at once. */
  void stop(String reason) {
    end = Optional.of(reason);
    HubFile file = open;
    if (file != null) {
      file.close();
    }
  }

  /** Why it was broken off, if it was. */
  Optional<String> end() {
    return end;
  }

  private void require(String file) throws IOException, InterruptedException {
    if (!take(file)) {
      throw refusal("the hub has no %s in %s".formatted(file, source));
    }
  }

  private boolean take(String name) throws IOException, InterruptedException {
    Optional<HubFile> found = hub.open(source, name);
    if (found.isEmpty()) {
      return false;
    }
    try (HubFile file = found.get()) {
      open = file;
      if (end.isPresent()) {
        throw new IOException("stopped");
      }
      // All files shall be of one state, whatever happens to the branch meanwhile.
      source = new HubSource(source.repo(), file.commit().orElse(source.revision()));
      verify(name, file, model.receive(name, file.body(), file.size()));
      return true;
    } finally {
      open = null;
    }
  }

  private void verify(String name, HubFile file, Received received) throws IOException {
    long size = file.size().orElse(received.bytes());
    if (size != received.bytes()) {
      throw refusal(
          "%s: the hub announced %d bytes and sent %d".formatted(name, size, received.bytes()));
    }
    if (file.seal().isPresent() && !isIntact(name, file.seal().get(), received)) {
      throw refusal(
          name + ": the bytes are not those that the hub gives a digest of; they came damaged");
    }
  }

  private boolean isIntact(String name, ContentDigest seal, Received received) throws IOException {
    if (seal.isSha256()) {
      return seal.digest().equals(received.sha256());
    }
    if (received.bytes() > ModelFiles.MOST_TEXT_BYTES) {
      return true; // Git's own name is given to small files only.
    }
    try {
      return seal.isOfBlob(Files.readAllBytes(model.directory().resolve(name)));
    } catch (IOException e) {
      throw Disk.failure(e);
    }
  }

  private static GraftException refusal(String fact) {
    return new GraftException(ErrorCode.INVALID_MODEL, fact);
  }
}
