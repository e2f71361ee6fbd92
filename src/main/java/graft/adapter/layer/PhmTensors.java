package graft.adapter.layer;

import graft.spec.adapter.attribute.PhmConfig;
import graft.tensor.Init;

/**
 * Creates the matrices of PHM layers. W starts as {@code hypercomplex_nonlinearity} says, where the
 * reference library always draws from the normal Xavier distribution (D4). A rule that is not
 * learned stays as it started, where the reference library trains it all the same (D5); it is saved
 * and counted like every other tensor. W may be shared and not factorized, with which the reference
 * library stops (D21).
 */
record PhmTensors(PhmConfig config) {
  private static final double OWN_RULE = 0.01;

  /** The rule of all layers: (n, n, n). */
  Matrices sharedRule(Modules modules) {
    Init init =
        switch (config.phmCInit()) {
          case NORMAL -> new Init.Normal(config.phmInitRange());
          case UNIFORM -> new Init.Uniform(1);
        };
    return rule(modules, "", "phm_rule", init);
  }

  /** The rule of one layer: (n, n, n). */
  Matrices rule(Modules modules, String path, String layer) {
    Init init =
        switch (config.phmCInit()) {
          case NORMAL -> new Init.Normal(OWN_RULE);
          case UNIFORM -> new Init.Uniform(OWN_RULE);
        };
    return rule(modules, path, layer + ".phm_rule", init);
  }

  private Matrices rule(Modules modules, String path, String name, Init init) {
    Modules sized = modules.sizedBy("phm_dim");
    Modules learned = config.learnPhm() ? sized : sized.fixed();
    long n = config.phmDim();
    return config.factorizedPhmRule()
        ? new Matrices.Product(
            learned.create(path, name + "_left", init, n, n, 1),
            learned.create(path, name + "_right", init, n, 1, n))
        : new Matrices.Whole(learned.create(path, name, init, n, n, n));
  }

  /** W of a layer from {@code in} to {@code out}: (n, in/n, out/n). */
  Matrices terms(Modules modules, String path, String name, long in, long out) {
    long n = config.phmDim();
    long rank = config.phmRank();
    long rows = in / n;
    long columns = out / n;
    return config.factorizedPhmW()
        ? new Matrices.Product(
            modules.create(path, name + "_left", init(rows, rank), n, rows, rank),
            modules.create(path, name + "_right", init(rank, columns), n, rank, columns))
        : new Matrices.Whole(modules.create(path, name, init(rows, columns), n, rows, columns));
  }

  private Init init(long rows, long columns) {
    return switch (config.hypercomplexNonlinearity()) {
      case GLOROT_UNIFORM -> new Init.Uniform(Math.sqrt(6.0 / (rows + columns)));
      case GLOROT_NORMAL, PHM -> new Init.Normal(Math.sqrt(2.0 / (rows + columns)));
      case NORMAL -> new Init.Normal(config.phmInitRange());
    };
  }
}
