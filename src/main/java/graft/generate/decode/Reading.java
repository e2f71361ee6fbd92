package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.model.Inputs;
import graft.site.Pass;
import graft.tensor.HostMemory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Prompts that are read together, for the first time or again, from the first token to the last:
 * short ones at once, a long one piece by piece. Owns what it keeps of them.
 */
final class Reading implements AutoCloseable {
  private final Kept kept;
  private final List<Running> requests;
  private final List<Sequence> rows;
  private final int length;
  private final int piece;
  private final PromptCache cache;
  private int read;

  /**
   * @param requests whose rows are of one length, or of no more tokens together than a piece
   * @param longest positions that there may be
   * @param piece tokens that are read at once
   */
  Reading(Kept kept, List<Running> requests, int longest, int piece) {
    this.kept = kept;
    this.requests = List.copyOf(requests);
    rows = requests.stream().flatMap(request -> request.rows().stream()).toList();
    length = rows.stream().mapToInt(Sequence::length).max().orElseThrow();
    this.piece = Math.max(1, piece / rows.size());
    Optional<Memory> memory = kept.memory().map(_ -> memory());
    cache = new PromptCache(kept, rows.size(), length, longest, memory);
  }

  private Memory memory() {
    Memory memory = new Memory(kept, rows.size(), longestSource());
    requests.forEach(request -> request.rows().forEach(_ -> memory.add(request.source().length)));
    return memory;
  }

  private int longestSource() {
    return requests.stream().mapToInt(request -> request.source().length).max().orElseThrow();
  }

  List<Running> requests() {
    return requests;
  }

  PromptCache cache() {
    return cache;
  }

  /**
   * Reads a piece.
   *
   * @return the logits behind the last token of each row, when all is read
   */
  Optional<List<float[]>> read() {
    int tokens = Math.min(piece, length - read);
    cache.next(tokens);
    Inputs inputs = inputs(tokens);
    Pass pass = kept.decoder().pass().behind(cache);
    Optional<List<float[]>> logits = Optional.empty();
    if (read + tokens == length) {
      float[] all = HostMemory.floats(kept.decoder().logits(inputs, places(tokens), pass));
      logits = Optional.of(RunningBatch.split(all, rows.size()));
    } else {
      kept.decoder().read(inputs, pass);
    }
    read += tokens;
    cache.memory().ifPresent(Memory::fill);
    return logits;
  }

  /** Where the last tokens stand, counted over all rows. */
  private NDArray places(int tokens) {
    long[] places = new long[rows.size()];
    for (int row = 0; row < places.length; row++) {
      places[row] = (long) row * tokens + rows.get(row).length() - 1 - read;
    }
    return kept.manager().create(places, new Shape(places.length));
  }

  private Inputs inputs(int tokens) {
    List<int[]> pieces =
        rows.stream().map(row -> Arrays.copyOfRange(row.ids(), read, read + tokens)).toList();
    NDArray ids = array(pieces, tokens);
    if (kept.memory().isEmpty() || read > 0) {
      return new Inputs.Next(ids);
    }
    int longest = longestSource();
    List<int[]> sources =
        requests.stream()
            .flatMap(request -> request.rows().stream().map(_ -> request.source()))
            .toList();
    List<int[]> texts = sources.stream().map(kept.decoder()::text).toList();
    List<int[]> masks = texts.stream().map(Reading::ones).toList();
    int words = longest - kept.decoder().virtual();
    return new Inputs.Text(array(texts, words), array(masks, words), null, ids);
  }

  private static int[] ones(int[] ids) {
    int[] ones = new int[ids.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** int64 (rows, tokens), zeros behind a row's end. */
  private NDArray array(List<int[]> texts, int tokens) {
    long[] all = new long[texts.size() * tokens];
    for (int row = 0; row < texts.size(); row++) {
      int[] text = texts.get(row);
      for (int i = 0; i < Math.min(text.length, tokens); i++) {
        all[row * tokens + i] = text[i];
      }
    }
    return kept.manager().create(all, new Shape(texts.size(), tokens));
  }

  @Override
  public void close() {
    cache.close();
  }
}
