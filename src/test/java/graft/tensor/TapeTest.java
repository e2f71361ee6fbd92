package graft.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class TapeTest {
  @Test
  void chain() {
    NDManager m = Libtorch.get().root().newSubManager();
    float[] xs = new float[200 * 100];
    for (int i = 0; i < xs.length; i++) xs[i] = (float) Math.sin(i);
    NDArray x0 = m.create(xs, new Shape(200, 100));
    NDArray p = m.create(new float[] {2f}, new Shape(1));
    p.setRequiresGradient(true);
    NDArray w = m.create(java.util.Arrays.copyOf(xs, 100 * 100), new Shape(100, 100));
    for (int mode = 0; mode < 2; mode++) {
      boolean tape = mode == 1;
      NDArray loss =
          Gradients.recorded(() -> {
            NDArray x = Ops.mul(x0, p);
            if (tape) x = Gradients.meet(x);
            NDArray y = tape ? OneDnn.linear(x, w, null) : Ops.call("linear", x, w);
            NDArray z = Ops.add(Ops.tanh(y), x);
            if (tape) z = Gradients.meet(z);
            NDArray u = tape ? OneDnn.linear(z, w, null) : Ops.call("linear", z, w);
            return Ops.sum(Ops.mul(u, z));
          });
      System.out.println("loss " + loss.getFloat());
      Gradients.backward(loss);
      System.out.println("grad " + Gradients.of(p).get().toFloatArray()[0]);
      Gradients.off(() -> Gradients.clear(java.util.List.of(Gradients.of(p).get())));
    }
  }
}
