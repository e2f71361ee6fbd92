package graft.format.convert.peft.matrix;

import graft.format.Tensor;

/**
 * One direction of a layer of an LSTM, as torch has it: gates {@code W x + b + U h + c}, below each
 * other input, forget, cell and output.
 *
 * @param ofInput (4 hidden, in)
 * @param ofState (4 hidden, hidden)
 * @param bias (4 hidden)
 * @param biasOfState (4 hidden)
 */
public record LstmDirection(Tensor ofInput, Tensor ofState, Tensor bias, Tensor biasOfState) {
  /** The states (length, hidden) after each row of (length, in), from zeros. */
  public Tensor forwards(Tensor x) {
    return states(x, false);
  }

  /** The same from the last row to the first. */
  public Tensor backwards(Tensor x) {
    return states(x, true);
  }

  private Tensor states(Tensor x, boolean fromTheEnd) {
    int length = Math.toIntExact(x.shape()[0]);
    int hidden = Math.toIntExact(ofState.shape()[1]);
    float[] read = Matrices.linear(x, ofInput, bias).floats();
    float[] u = ofState.floats();
    float[] c = biasOfState.floats();
    float[] all = new float[length * hidden];
    double[] state = new double[hidden];
    double[] cell = new double[hidden];
    for (int i = 0; i < length; i++) {
      int row = fromTheEnd ? length - 1 - i : i;
      double[] gates = new double[4 * hidden];
      for (int gate = 0; gate < gates.length; gate++) {
        gates[gate] = (double) read[row * gates.length + gate] + c[gate];
        for (int from = 0; from < hidden; from++) {
          gates[gate] += u[gate * hidden + from] * state[from];
        }
      }
      for (int unit = 0; unit < hidden; unit++) {
        cell[unit] =
            sigmoid(gates[hidden + unit]) * cell[unit]
                + sigmoid(gates[unit]) * Math.tanh(gates[2 * hidden + unit]);
        state[unit] = sigmoid(gates[3 * hidden + unit]) * Math.tanh(cell[unit]);
        all[row * hidden + unit] = (float) state[unit];
      }
    }
    return Tensor.of(x.name(), new long[] {length, hidden}, all);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
