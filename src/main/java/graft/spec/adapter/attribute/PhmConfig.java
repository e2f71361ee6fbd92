package graft.spec.adapter.attribute;

import graft.spec.Attribute;
import graft.spec.Check;

/**
 * Parameterized hypercomplex multiplication in place of a bottleneck's dense projections
 * (Compacter, Karimi Mahabadi et al. 2021).
 *
 * @param phmLayer the switch, which the reference's documentation calls use_phm (D20)
 * @param phmDim n, the number of Kronecker terms
 */
public record PhmConfig(
    @Attribute(value = "Use PHM layers for the down and up projection", alias = "use_phm")
        boolean phmLayer,
    @Attribute(value = "Number of Kronecker terms", min = 1, max = 1024) int phmDim,
    @Attribute(
            name = "factorized_phm_W",
            value = "Whether each W is a product of two low-rank matrices")
        boolean factorizedPhmW,
    @Attribute(name = "shared_W_phm", value = "Share W over all layers") boolean sharedWPhm,
    @Attribute("Share the rule matrices over all layers") boolean sharedPhmRule,
    @Attribute("Whether the rule matrices are rank-1 products") boolean factorizedPhmRule,
    @Attribute(name = "phm_c_init", value = "Initialisation of the rule") RuleInit phmCInit,
    @Attribute(
            value = "Standard deviation of the shared rule's normal initialisation",
            min = 0,
            max = 100)
        double phmInitRange,
    @Attribute("Train the rule") boolean learnPhm,
    @Attribute("Initialisation of W") WeightInit hypercomplexNonlinearity,
    @Attribute(value = "Rank of a factorized W", min = 1, max = 1024) int phmRank,
    @Attribute("Whether PHM layers have a bias") boolean phmBias) {
  public static final PhmConfig DEFAULTS =
      new PhmConfig(
          false,
          4,
          true,
          false,
          true,
          false,
          RuleInit.NORMAL,
          1e-4,
          true,
          WeightInit.GLOROT_UNIFORM,
          1,
          true);

  /** How the rule starts. */
  public enum RuleInit {
    NORMAL,
    UNIFORM
  }

  /** How W starts; the reference writes the words with a hyphen. */
  public enum WeightInit implements graft.spec.JsonValue {
    PHM,
    GLOROT_NORMAL,
    GLOROT_UNIFORM,
    NORMAL;

    public static final java.util.Map<String, Object> SCHEMA =
        java.util.Map.of(
            "type",
            "string",
            "enum",
            java.util.List.of("phm", "glorot-normal", "glorot-uniform", "normal"));

    public static WeightInit read(Object json) {
      for (WeightInit init : values()) {
        if (init.json().equals(json)) {
          return init;
        }
      }
      throw new IllegalArgumentException("one of [phm, glorot-normal, glorot-uniform, normal]");
    }

    @Override
    public Object json() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  public PhmConfig {
    Check check = new Check();
    check.that(phmDim >= 1 && phmDim <= 1024, "phm_dim", "must be from 1 to 1024, not " + phmDim);
    check.that(
        phmRank >= 1 && phmRank <= 1024, "phm_rank", "must be from 1 to 1024, not " + phmRank);
    check.that(
        phmInitRange >= 0 && phmInitRange <= 100,
        "phm_init_range",
        "must be from 0 to 100, not " + phmInitRange);
    check.done();
  }

  /** Whether both have a rule of all layers, as tensors of the same names. */
  public boolean sharesRuleNames(PhmConfig other) {
    return phmLayer
        && other.phmLayer
        && sharedPhmRule
        && other.sharedPhmRule
        && factorizedPhmRule == other.factorizedPhmRule;
  }

  /** Whether both have a W of all layers, as tensors of the same names. */
  public boolean sharesWeightNames(PhmConfig other) {
    return phmLayer
        && other.phmLayer
        && sharedWPhm
        && other.sharedWPhm
        && factorizedPhmW == other.factorizedPhmW;
  }
}
