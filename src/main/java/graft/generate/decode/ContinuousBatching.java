package graft.generate.decode;

import ai.djl.ndarray.NDManager;
import graft.generate.Generation;
import graft.generate.Generator;
import graft.generate.Prompt;
import graft.generate.Search;
import graft.tensor.Gradients;
import graft.tensor.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes requests together as they come and go (Yu et al. 2022). Each step is of one kind, in
 * turns: a piece of prompts that wait, or the next token of every row that runs.
 */
public final class ContinuousBatching implements Generator {
  private final Decoder decoder;
  private final NDManager manager;
  private final Deque<Running> arrived = new ArrayDeque<>();
  private final Limits limits;
  private @Nullable Work work;
  private boolean isClosed;

  /** Owned by the caller, who closes it before the model and what is switched on. */
  public ContinuousBatching(Decoder decoder, Limits limits) {
    this(decoder, limits, decoder.model().newManager());
  }

  /**
   * @param manager of all that is kept; becomes this one's own
   */
  ContinuousBatching(Decoder decoder, Limits limits, NDManager manager) {
    this.decoder = decoder;
    this.manager = manager;
    this.limits = limits;
  }

  /** Made by the first step, on the thread that computes. */
  private Work work() {
    Work made = work;
    if (made == null) {
      made =
          decoder.readsRowsWhole()
              ? new WholeRows(decoder, manager)
              : new Lanes(Kept.of(decoder, manager), limits);
      work = made;
    }
    return made;
  }

  /** What is done with requests. */
  interface Work extends AutoCloseable {
    void add(Running request);

    /** All that it knows of. */
    List<Running> requests();

    /** Takes requests out that are over. */
    void removeCancelled();

    /** Computes something, if there is any request. */
    void step();

    @Override
    void close();
  }

  @Override
  public Generation submit(Prompt prompt, Search search) {
    Fits.check(prompt, decoder);
    int[] source = decoder.behindVirtual(prompt.ids());
    int[] first = decoder.start().map(id -> new int[] {id}).orElse(source);
    Running request = new Running(new Prompt(source, prompt.newTokens()), first, search);
    synchronized (arrived) {
      if (isClosed) {
        throw new IllegalStateException("the generator is closed");
      }
      arrived.add(request);
    }
    return request;
  }

  @Override
  public boolean step() {
    List<Running> arriving = takeArrived();
    try {
      Work all = work();
      arriving.forEach(all::add);
      Gradients.off(() -> {
        try (Scope scope = new Scope()) {
          all.removeCancelled();
          all.step();
        }
        return all;
      });
      return hasMore(all);
    } catch (RuntimeException | Error failure) {
      abandon(arriving, failure);
      return false;
    }
  }

  /** Ends all that there is with what went wrong; who comes later finds a fresh start. */
  private void abandon(List<Running> arriving, Throwable failure) {
    Work broken = work;
    work = null;
    arriving.forEach(request -> request.fail(failure));
    if (broken != null) {
      broken.requests().forEach(request -> request.fail(failure));
      broken.close();
    }
  }

  private List<Running> takeArrived() {
    synchronized (arrived) {
      List<Running> taken = new ArrayList<>(arrived);
      arrived.clear();
      return taken;
    }
  }

  private boolean hasMore(Work all) {
    synchronized (arrived) {
      return !arrived.isEmpty() || !all.requests().isEmpty();
    }
  }

  @Override
  public void close() {
    synchronized (arrived) {
      isClosed = true;
    }
    takeArrived().forEach(Running::giveUp);
    Work made = work;
    if (made != null) {
      made.requests().forEach(Running::giveUp);
      made.close();
    }
    manager.close();
  }
}
