package graft.recipe.adapted;

import graft.recipe.AdapterSource;
import graft.recipe.ModelInSetup;
import graft.spec.Fault;
import graft.spec.GraftException;
import graft.spec.job.Branch;
import graft.spec.job.SetupSpec;
import java.util.List;
import java.util.Objects;

/**
 * Whose head answers a branch of a setup: where the setup ends with a block that sends rows apart,
 * each branch has the head of its last adapter; otherwise all have that of the adapter which was
 * asked.
 */
public final class BranchHead {
  private static final String SETUP = "/setup";

  private BranchHead() {}

  /** The part of a model in its setup that answers a branch. */
  public static ModelInSetup part(Branch branch, ModelInSetup who) {
    return new ModelInSetup(
        who.model(),
        who.adapter().map(asked -> of(branch, asked, who)),
        branch.setup(),
        who.adapters(),
        who.skipLayers());
  }

  private static AdapterSource of(Branch branch, AdapterSource asked, ModelInSetup who) {
    return endsApart(who.setup())
        ? Objects.requireNonNull(who.adapters().get(branch.setup().lastLeaf()))
        : asked;
  }

  private static boolean endsApart(SetupSpec setup) {
    return switch (setup) {
      case SetupSpec.Parallel _, SetupSpec.BatchSplit _ -> true;
      case SetupSpec.Stack stack -> endsApart(stack.children().getLast());
      case SetupSpec.Leaf _, SetupSpec.Fuse _, SetupSpec.Average _, SetupSpec.Split _ -> false;
    };
  }

  /** A fault in a branch is one of the setup: the request has no such tree. */
  public static GraftException refused(Branch branch, ModelInSetup who, GraftException refused) {
    if (branch.setup().equals(who.setup()) || refused.faults().isEmpty()) {
      return refused;
    }
    List<Fault> faults =
        refused.faults().stream()
            .map(fault ->
                fault.pointer().startsWith(SETUP + "/")
                    ? new Fault(SETUP, fault.code(), fault.message())
                    : fault)
            .toList();
    return new GraftException(refused.code(), faults);
  }
}
