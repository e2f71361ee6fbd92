package graft.adapter.peft;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.site.Pass;
import graft.spec.adapter.PeftPTuningConfig;
import graft.tensor.Init;
import graft.tensor.Masks;
import graft.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bidirectional LSTM along the virtual tokens, with dropout between its layers, and {@code W₂
 * relu(W₁ y + b₁) + b₂} behind it. One mask drops for all rows of a pass, in whichever part of it
 * they are computed, as the vectors are made once for all of them. It reads the vectors that are
 * used alone (D30).
 *
 * @param layers the tensors of each, forwards and backwards, in torch's order
 */
record PromptLstm(List<List<NDArray>> layers, double dropout, Linear first, Linear last)
    implements PromptNetwork {
  /** Input, forget, cell and output. */
  private static final int GATES = 4;

  static PromptLstm create(Modules modules, PeftPTuningConfig config, long width, long hidden) {
    List<List<NDArray>> layers = new ArrayList<>();
    for (int layer = 0; layer < config.encoderNumLayers(); layer++) {
      long in = layer == 0 ? width : 2 * hidden;
      String name = "l" + layer;
      layers.add(
          Stream.of(name, name + "_reverse")
              .flatMap(direction -> direction(modules, direction, in, hidden))
              .toList());
    }
    return new PromptLstm(
        layers,
        config.encoderDropout(),
        Linear.create(modules, 0, 2 * hidden, 2 * hidden),
        Linear.create(modules, 2, 2 * hidden, width));
  }

  private static Stream<NDArray> direction(Modules modules, String name, long in, long hidden) {
    Init start = Init.linear(hidden);
    long gates = GATES * hidden;
    return Stream.of(
        modules.create("", "lstm_head.weight_ih_" + name, start, gates, in),
        modules.create("", "lstm_head.weight_hh_" + name, start, gates, hidden),
        modules.create("", "lstm_head.bias_ih_" + name, start, gates),
        modules.create("", "lstm_head.bias_hh_" + name, start, gates));
  }

  @Override
  public NDArray of(NDArray start, Pass pass) {
    Masks masks = pass.masks().ofAllRows();
    NDArray x = Ops.lstm(start, layers.getFirst());
    for (int layer = 1; layer < layers.size(); layer++) {
      x = Ops.lstm(masks.dropout(x, dropout, "lstm_head." + layer), layers.get(layer));
    }
    return last.of(first.bent(x));
  }
}
