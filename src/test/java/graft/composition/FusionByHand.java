package graft.composition;

import graft.site.fusion.FusableAdapter;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.FusionConfig;
import graft.tensor.HostMemory;
import graft.tensor.Parameters;
import java.util.List;

/** The formula of AdapterFusion for one position after the other, in loops. */
final class FusionByHand {
  private final FusionConfig config;
  private final Parameters maps;

  FusionByHand(AdapterConfig config, Parameters maps) {
    this.config = (FusionConfig) config;
    this.maps = maps;
  }

  /**
   * @param kept what the scores are multiplied with, for each position and adapter
   */
  float[] mix(FusableAdapter.Entry entry, List<float[]> ups, float[] kept) {
    float[] input = HostMemory.floats(config.queryBeforeLn() ? entry.raw() : entry.input());
    float[] own = HostMemory.floats(entry.own());
    int width = Math.toIntExact(entry.input().getShape().get(2));
    float[] mixed = new float[input.length];
    for (int at = 0; at < input.length; at += width) {
      double[] q = map("query", slice(input, at, width));
      double[] p = new double[ups.size()];
      double sum = 0;
      for (int j = 0; j < p.length; j++) {
        double score = dot(q, map("key", slice(ups.get(j), at, width)));
        p[j] = Math.exp(score * kept[at / width * p.length + j]);
        sum += p[j];
      }
      double[] context = new double[width];
      for (int j = 0; j < p.length; j++) {
        double[] v = slice(ups.get(j), at, width);
        for (int i = 0; config.residualBefore() && i < width; i++) {
          v[i] += own[at + i];
        }
        double[] value = config.valueBeforeSoftmax() ? map("value", v) : v;
        for (int i = 0; i < width; i++) {
          context[i] += p[j] / sum * value[i];
        }
      }
      double[] result = config.valueBeforeSoftmax() ? context : map("value", context);
      for (int i = 0; i < width; i++) {
        mixed[at + i] = (float) (result[i] + (config.residualBefore() ? 0 : own[at + i]));
      }
    }
    return mixed;
  }

  /** {@code W x + b}, or x where there is no such map. */
  private double[] map(String name, double[] x) {
    float[] weight = find(maps, name + ".weight");
    float[] bias = find(maps, name + ".bias");
    if (weight.length == 0) {
      return x;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = bias.length == 0 ? 0 : bias[i];
      for (int k = 0; k < x.length; k++) {
        y[i] += weight[i * x.length + k] * x[k];
      }
    }
    return y;
  }

  /** The values of a tensor; none where there is no such tensor. */
  static float[] find(Parameters maps, String tensor) {
    return maps.all().stream()
        .filter(parameter -> parameter.name().tensor().equals(tensor))
        .findFirst()
        .map(parameter -> HostMemory.floats(parameter.value()))
        .orElse(new float[0]);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] slice(float[] values, int from, int size) {
    double[] slice = new double[size];
    for (int i = 0; i < size; i++) {
      slice[i] = values[from + i];
    }
    return slice;
  }
}
