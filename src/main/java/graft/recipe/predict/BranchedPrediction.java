package graft.recipe.predict;

import graft.recipe.PredictSpec;
import graft.recipe.Turns;
import graft.recipe.adapted.BranchHead;
import graft.recipe.adapted.LoadedModel;
import graft.spec.GraftException;
import graft.spec.job.Branch;
import graft.spec.job.SetupSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers rows with whatever part of a setup is theirs. Where a setup ends with a block that sends
 * rows apart, each branch has the head of its last adapter; otherwise all have the head of the
 * adapter that was asked.
 */
public final class BranchedPrediction {
  private final PredictSpec spec;
  private final Turns turns;
  private final JointPasses passes;

  /**
   * @param passes what other requests wait for at the same time
   */
  public BranchedPrediction(PredictSpec spec, Turns turns, JointPasses passes) {
    this.spec = spec;
    this.turns = turns;
    this.passes = passes;
  }

  /** One object a row; with {@code parallel} it holds the answers of all children. */
  public List<Map<String, Object>> on(LoadedModel model) {
    List<Branch> branches = Branch.of(spec.who().setup(), spec.inputs().size());
    if (branches.size() == 1) {
      return answers(branches.getFirst(), model);
    }
    List<List<Map<String, Object>>> ofRows = new ArrayList<>();
    spec.inputs().forEach(_ -> ofRows.add(new ArrayList<>()));
    for (Branch branch : branches) {
      List<Map<String, Object>> answers = answers(branch, model);
      for (int i = 0; i < answers.size(); i++) {
        ofRows.get(branch.rows().get(i)).add(named(branch, answers.get(i)));
      }
    }
    boolean isParallel = spec.who().setup().nodes().anyMatch(SetupSpec.Parallel.class::isInstance);
    return ofRows.stream()
        .map(
            answers -> isParallel ? Map.<String, Object>of("answers", answers) : answers.getFirst())
        .toList();
  }

  /** A fault in a branch is one of the setup: the request has no such tree. */
  private List<Map<String, Object>> answers(Branch branch, LoadedModel model) {
    try {
      return new Prediction(part(branch), turns, passes).on(model);
    } catch (GraftException refused) {
      throw BranchHead.refused(branch, spec.who(), refused);
    }
  }

  /** Says which adapter answers. */
  private Map<String, Object> named(Branch branch, Map<String, Object> answer) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("adapter", branch.setup().lastLeaf());
    named.putAll(answer);
    return named;
  }

  private PredictSpec part(Branch branch) {
    return new PredictSpec(
        BranchHead.part(branch, spec.who()),
        branch.rows().stream().map(spec.inputs()::get).toList(),
        spec.wanted());
  }
}
