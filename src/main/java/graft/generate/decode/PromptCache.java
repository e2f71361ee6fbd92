package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import graft.site.AttentionSite;
import graft.site.cache.KeyValueCache;
import graft.tensor.KeyValueStore;
import graft.tensor.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of prompts that are read together, each from the first column on: what is behind
 * the end of a shorter one is seen by nobody that counts. Owns them.
 */
final class PromptCache implements KeyValueCache, AutoCloseable {
  private final Kept kept;
  private final KeyValueStore text;
  private final Optional<Memory> memory;
  private final int length;
  private final int longest;
  private final Map<Sight, NDArray> masks = new HashMap<>();
  private int past;
  private int next;

  /**
   * @param length of the longest row
   * @param longest positions that there may be
   * @param memory of an encoder, for these rows
   */
  PromptCache(Kept kept, int rows, int length, int longest, Optional<Memory> memory) {
    this.kept = kept;
    this.length = length;
    this.longest = longest;
    this.memory = memory;
    text = kept.text().storeWithPrefixes(rows, length);
  }

  /** Makes room for the next tokens of all rows, in the pass that comes. */
  void next(int tokens) {
    past += next;
    next = tokens;
    forgetMasks();
  }

  private void forgetMasks() {
    masks.values().forEach(NDArray::close);
    masks.clear();
  }

  int past() {
    return past;
  }

  KeyValueStore text() {
    return text;
  }

  Optional<Memory> memory() {
    return memory;
  }

  @Override
  public NDArray positions() {
    int first = kept.decoder().shift() + past;
    return kept.manager()
        .arange(first, first + next, 1, DataType.INT64)
        .reshape(new Shape(1, next));
  }

  @Override
  public int length() {
    return kept.decoder().shift() + length;
  }

  @Override
  public int longest() {
    return longest;
  }

  @Override
  public NDArray lasting(Object owner, long which, Supplier<NDArray> computation) {
    return kept.lasting(owner, which, computation);
  }

  @Override
  public int before(AttentionSite site) {
    return kept.text().before(site);
  }

  @Override
  public NDArray attend(AttentionSite site, KeyValueStore.Next tokens, Manner manner) {
    KeptModules modules = kept.text();
    @Nullable NDArray mask = mask(before(site), tokens.query(), manner);
    KeyValueStore.Span span =
        new KeyValueStore.Span(
            modules.number(site),
            modules.most() + past,
            modules.hidden(site),
            mask == null && next > 1);
    return text.attend(tokens, span, manner.scale(), mask);
  }

  /** Once for all layers that see the same. */
  private @Nullable NDArray mask(int before, NDArray like, Manner manner) {
    boolean isFar = kept.decoder().shift() > 0;
    int late = kept.decoder().forgetsPrefixes() ? before : 0;
    Sight sight = new Sight(before, past, next, late, manner.window(), isFar);
    if (sight.isPlain() && manner.added().isEmpty()) {
      return null;
    }
    NDArray mask = masks.computeIfAbsent(sight, _ -> Scope.kept(sight.mask(kept.manager(), like)));
    return manner.added().map(added -> added.apply(mask)).orElse(mask);
  }

  @Override
  public boolean hasMemory() {
    return memory.orElseThrow().isFull();
  }

  @Override
  public void keepMemory(AttentionSite site, NDArray key, NDArray value) {
    memory.orElseThrow().keep(site, key, value);
  }

  @Override
  public NDArray attendMemory(AttentionSite site, NDArray query, double scale) {
    return memory.orElseThrow().attend(site, query, scale);
  }

  @Override
  public void close() {
    forgetMasks();
    text.close();
    memory.ifPresent(Memory::close);
  }
}
