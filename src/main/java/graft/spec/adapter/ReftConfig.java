package graft.spec.adapter;

import graft.spec.Activation;
import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.Faults;
import graft.spec.adapter.attribute.Pace;
import graft.spec.adapter.attribute.SwitchedOff;
import graft.spec.adapter.target.LayerChoice;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Interventions on hidden states (Wu et al. 2024): LoReFT, NoReFT and DiReFT are one method with
 * its switches.
 *
 * @param prefixPositions how many tokens at the beginning of each text are changed
 * @param suffixPositions how many at its end
 * @param orthogonality whether the rows of the projection stay orthonormal (LoReFT)
 * @param tiedWeights whether beginning and end are changed alike
 * @param subtractProjection whether what is there in the projection's directions is taken out
 *     first; not in DiReFT. AdapterHub does not write it down (T10)
 * @param dropout on the changed states, all of them
 * @param nonLinearity of what takes their place; absent: none
 */
public record ReftConfig(
    @Attribute("Which layers: \"all\", or a list of them, counted from 0") LayerChoice layers,
    @Attribute(value = "Tokens at the beginning that are changed", min = 0, max = 65_536)
        int prefixPositions,
    @Attribute(value = "Tokens at the end that are changed", min = 0, max = 65_536)
        int suffixPositions,
    @Attribute(value = "Rank", min = 1, max = 65_536) int r,
    @Attribute("Keep the rows of the projection orthonormal") boolean orthogonality,
    @Attribute("Change beginning and end alike") boolean tiedWeights,
    @Attribute("Take out what is there in the projection's directions") boolean subtractProjection,
    @Attribute(value = "Dropout on the changed states", min = 0, max = 0.999) double dropout,
    @Attribute("Activation of what takes their place; null: none")
        Optional<Activation> nonLinearity,
    @Attribute("Seed of every module's initialisation; drawn from the job's seed when absent")
        Optional<Long> initWeightsSeed)
    implements AdapterConfig {
  public static final String ARCHITECTURE = "reft";

  /** LoReFT's defaults. */
  public static final ReftConfig DEFAULTS =
      new ReftConfig(
          LayerChoice.ALL, 3, 0, 1, true, false, true, 0.05, Optional.empty(), Optional.empty());

  public ReftConfig {
    Check check = new Check();
    check.that(
        prefixPositions >= 0 && prefixPositions <= 65_536,
        "prefix_positions",
        "must be from 0 to 65536, not " + prefixPositions);
    check.that(
        suffixPositions >= 0 && suffixPositions <= 65_536,
        "suffix_positions",
        "must be from 0 to 65536, not " + suffixPositions);
    check.that(
        prefixPositions + suffixPositions > 0,
        "prefix_positions",
        "or suffix_positions must be above 0");
    check.that(r >= 1 && r <= 65_536, "r", "must be from 1 to 65536, not " + r);
    check.that(dropout >= 0 && dropout < 1, "dropout", "must be in [0, 1), not " + dropout);
    check.that(
        subtractProjection || !orthogonality,
        "subtract_projection",
        "must be true with orthogonality");
    check.done();
  }

  @Override
  public String method() {
    return orthogonality ? "loreft" : subtractProjection ? "noreft" : "direft";
  }

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public Pace pace() {
    return Pace.DOUBLE;
  }

  @Override
  public Optional<String> lostInSums() {
    return orthogonality
        ? Optional.of(
            "whose directions would not be orthonormal any more (T15); noreft and direft can be combined")
        : Optional.empty();
  }

  @Override
  public Map<String, ?> readable(Map<String, ?> given, Faults faults) {
    return SwitchedOff.withoutOutput(given, faults);
  }

  @Override
  public Map<String, @Nullable Object> published() {
    Map<String, @Nullable Object> file = json();
    file.put("output_reft", true);
    file.put("dtype", null);
    // The library has no such attribute where it is on.
    file.remove("subtract_projection", true);
    return file;
  }

  @Override
  public Optional<String> beyondPeft() {
    return Optional.of("PEFT has no interventions on hidden states");
  }
}
