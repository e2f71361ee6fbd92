package graft.format.model;

import graft.format.DType;
import graft.format.Digest;
import graft.format.FileContext;
import graft.format.Numbers;
import graft.format.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One way through all weights, from the first byte to the last: what their digest is, and which of
 * them are no numbers. Takes as long as reading them, and the memory of one piece.
 */
final class WeightPass {
  /** Bytes of a piece; whole elements of every type. */
  private static final int PIECE = 1 << 20;

  private final MessageDigest digest = Digest.sha256();
  private final List<String> notFinite = new ArrayList<>();
  private final byte[] piece = new byte[PIECE];

  private WeightPass() {}

  /**
   * @param sha256 of the files one after the other, lower-case hexadecimal
   * @param notFinite for each tensor with a NaN or an infinity, its first one
   */
  record Found(String sha256, List<String> notFinite) {
    Found {
      notFinite = List.copyOf(notFinite);
    }
  }

  static Found through(Weights weights) {
    WeightPass pass = new WeightPass();
    for (String file : weights.files()) {
      try (Arena arena = Arena.ofShared()) {
        pass.read(weights.directory().resolve(file), weights.stored(file, arena).values());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Found(Digest.text(pass.digest), pass.notFinite);
  }

  private void read(Path file, Collection<Tensor> stored) throws IOException {
    boolean isMapped = stored.stream().allMatch(tensor -> tensor.data().isMapped());
    try (InputStream in = Files.newInputStream(file)) {
      if (isMapped) {
        tensorByTensor(in, Files.size(file), stored);
      } else {
        stored.forEach(this::judge);
        take(in, Files.size(file));
      }
    }
  }

  /** The tensors fill the end of the file without a gap, in the order of their addresses. */
  private void tensorByTensor(InputStream in, long size, Collection<Tensor> stored)
      throws IOException {
    take(in, size - stored.stream().mapToLong(tensor -> tensor.data().byteSize()).sum());
    List<Tensor> inOrder =
        stored.stream()
            .sorted(Comparator.comparingLong((Tensor tensor) -> tensor.data().address()))
            .toList();
    for (Tensor tensor : inOrder) {
      take(in, tensor);
    }
  }

  private void take(InputStream in, long bytes) throws IOException {
    for (long left = bytes; left > 0; ) {
      left -= next(in, left);
    }
  }

  private void take(InputStream in, Tensor tensor) throws IOException {
    Optional<String> name = CheckpointNames.current(tensor.name());
    OptionalLong found = OptionalLong.empty();
    long bytes = tensor.data().byteSize();
    for (long at = 0; at < bytes; ) {
      int count = next(in, bytes - at);
      if (name.isPresent() && found.isEmpty()) {
        found = first(tensor.dtype(), at, count);
      }
      at += count;
    }
    found.ifPresent(place -> add(name.orElseThrow(), place));
  }

  private OptionalLong first(DType dtype, long at, int count) {
    OptionalLong place =
        Numbers.firstNotFinite(dtype, MemorySegment.ofArray(piece).asSlice(0, count));
    return place.isEmpty() ? place : OptionalLong.of(at / dtype.bytes() + place.getAsLong());
  }

  /** The next piece, which goes into the digest. */
  private int next(InputStream in, long most) throws IOException {
    int count = in.readNBytes(piece, 0, (int) Math.min(piece.length, most));
    if (count < Math.min(piece.length, most)) {
      throw new EOFException("the file became shorter while it was read");
    }
    digest.update(piece, 0, count);
    return count;
  }

  private void judge(Tensor tensor) {
    CheckpointNames.current(tensor.name())
        .ifPresent(name -> Numbers.firstNotFinite(tensor).ifPresent(place -> add(name, place)));
  }

  private void add(String tensor, long place) {
    notFinite.add(
        "tensor %s: its number %d is NaN or infinite"
            .formatted(FileContext.printable(tensor), place));
  }
}
