package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import graft.generate.Choice;
import graft.model.Inputs;
import graft.tensor.HostMemory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Rows that are read whole at each step, each by itself, since nothing of them can be kept. */
final class WholeRows implements ContinuousBatching.Work {
  private final Decoder decoder;
  private final NDManager manager;
  private final Deque<Running> requests = new ArrayDeque<>();

  WholeRows(Decoder decoder, NDManager manager) {
    this.decoder = decoder;
    this.manager = manager;
  }

  @Override
  public void add(Running request) {
    requests.add(request);
  }

  @Override
  public List<Running> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void removeCancelled() {
    requests.removeIf(Running::endIfCancelled);
  }

  /** One request's turn. */
  @Override
  public void step() {
    if (requests.isEmpty()) {
      return;
    }
    Running request = requests.remove();
    try {
      Choice choice =
          request.choose(request.rows().stream().map(row -> logits(request, row)).toList());
      if (choice.rows() == 0) {
        request.complete();
      } else {
        request.grow(choice);
        requests.add(request);
      }
    } catch (RuntimeException failure) {
      request.fail(failure);
    }
  }

  private float[] logits(Running request, Sequence row) {
    int virtual = decoder.isBehindEncoder() ? 0 : decoder.virtual();
    NDArray last = manager.create(new long[] {row.length() - 1 - virtual}, new Shape(1));
    return HostMemory.floats(decoder.logits(inputs(request, row), last, decoder.pass()));
  }

  private Inputs inputs(Running request, Sequence row) {
    if (!decoder.isBehindEncoder()) {
      NDArray ids = array(decoder.text(row.ids()));
      return new Inputs.Text(ids, ids.onesLike(), null);
    }
    NDArray source = array(decoder.text(request.source()));
    return new Inputs.Text(source, source.onesLike(), null, array(row.ids()));
  }

  private NDArray array(int[] ids) {
    long[] all = Arrays.stream(ids).asLongStream().toArray();
    return manager.create(all, new Shape(1, all.length));
  }

  @Override
  public void close() {
    requests.clear();
  }
}
