package graft.adapter.prefix;

import ai.djl.ndarray.NDArray;
import graft.adapter.layer.Modules;
import graft.spec.adapter.PrefixTuningConfig;
import graft.tensor.Init;
import graft.tensor.Nonlinearity;
import graft.tensor.Ops;
import graft.tensor.Parameter;
import graft.tensor.ParameterName;
import graft.tensor.Parameters;

/** Where the prefixes of one group of attention modules come from. */
public sealed interface Prefixes {
  String FAMILY = "prefix_tuning.prefix_tunings";
  String CONTROL = ".control_trans";

  /** Keys and values as they are stored: (P, 2N·heads·d) or the same elements flat. */
  NDArray stored();

  static Prefixes create(PrefixTuningConfig config, PrefixShape shape, Parameters parameters) {
    String size = config.flat() ? "prefix_length" : "bottleneck_size";
    Modules modules = Modules.of(parameters, FAMILY, config.initWeightsSeed(), size);
    return config.flat() ? Flat.create(shape, modules) : Network.create(config, shape, modules);
  }

  /** The prefixes themselves are trained: {@code vector} is (P·2N·heads·d). */
  record Flat(NDArray vector) implements Prefixes {
    private static Flat create(PrefixShape shape, Modules modules) {
      long size = shape.length() * shape.columns();
      return new Flat(modules.create("", shape.group() + CONTROL, new Init.Normal(1), size));
    }

    @Override
    public NDArray stored() {
      return vector;
    }
  }

  /**
   * A network that is trained makes the prefixes: {@code W₂ f(W₁ E + b₁) + b₂}.
   *
   * @param embedding E: (P, H)
   * @param down W₁: (bottleneck, H), and b₁
   * @param f stands between the two
   * @param up W₂: (2N·heads·d, bottleneck), and b₂
   */
  record Network(NDArray embedding, Linear down, Nonlinearity f, Linear up) implements Prefixes {
    private static final String EMBEDDING = ".wte.weight";

    /** Weight (out, in) and bias (out). */
    record Linear(NDArray weight, NDArray bias) {
      private static Linear create(Modules modules, String name, long out, long in) {
        return new Linear(
            modules.create("", name + ".weight", Init.linear(in), out, in),
            modules.create("", name + ".bias", Init.linear(in), out));
      }

      private static Linear find(Parameters parameters, String name) {
        return new Linear(tensor(parameters, name + ".weight"), tensor(parameters, name + ".bias"));
      }

      private NDArray of(NDArray x) {
        return Ops.linear(x, weight, bias);
      }
    }

    private static NDArray tensor(Parameters parameters, String name) {
      ParameterName full = new ParameterName("", FAMILY, name);
      return parameters
          .find(full)
          .map(Parameter::value)
          .orElseThrow(() -> new IllegalStateException("no tensor " + full));
    }

    private static Network create(PrefixTuningConfig config, PrefixShape shape, Modules modules) {
      String group = shape.group();
      int narrow = config.bottleneckSize();
      return new Network(
          modules
              .sizedBy("prefix_length")
              .create("", group + EMBEDDING, new Init.Normal(1), shape.length(), shape.width()),
          Linear.create(modules, group + CONTROL + ".0", narrow, shape.width()),
          modules.nonlinearity(config.nonLinearity(), "", group + CONTROL + ".1"),
          Linear.create(modules, group + CONTROL + ".2", shape.columns(), narrow));
    }

    /** The network whose prefixes would be the flat tensor {@code control}. */
    public static Network find(
        PrefixTuningConfig config, Parameters parameters, ParameterName control) {
      String group = control.tensor().substring(0, control.tensor().length() - CONTROL.length());
      return new Network(
          tensor(parameters, group + EMBEDDING),
          Linear.find(parameters, group + CONTROL + ".0"),
          Nonlinearity.of(
              config.nonLinearity(),
              (name, _, _, _) -> tensor(parameters, group + CONTROL + ".1." + name)),
          Linear.find(parameters, group + CONTROL + ".2"));
    }

    @Override
    public NDArray stored() {
      return up.of(f.of(down.of(embedding)));
    }
  }
}
